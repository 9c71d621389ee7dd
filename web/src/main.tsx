import { render } from 'preact';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { call } from './api/call.ts';
import { endpoints } from './api/endpoints.ts';
import { App } from './app/app.tsx';
import { followLinks } from './router/location.ts';
import { sessionOpened } from './state/session.ts';

const root = document.getElementById('app');
if (root) render(<App />, root);
followLinks();
// A 401 leads to the login page by itself; when the server is away the notice says so and the pages try again.
call(endpoints.info).then(sessionOpened, () => {});

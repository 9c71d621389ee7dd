import { useEffect, useRef } from 'preact/hooks';

/** Calls `action` every so many milliseconds while the component is shown; null: not at all. */
export function useInterval(milliseconds: number | null, action: () => void): void {
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => {
    if (milliseconds === null) return undefined;
    const timer = setInterval(() => latest.current(), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}

import { quotedWord } from '../../shared/shell-word.ts';
import type { CommandOption } from '../command.ts';
import { type CompletionEntry, takesPath } from './words.ts';

/** A script for zsh: put it on the fpath as `_raibid-cli`, or source it after `compinit`. */
export function zshScript(entries: CompletionEntry[]): string {
  return `#compdef raibid-cli
# Completion of raibid-cli for zsh: source <(raibid-cli completion zsh)
_raibid_cli() {
  local path="" word
  local -i index=2
  while (( index < CURRENT )); do
    word="\${words[index]}"
    case "\${path:+$path }$word" in
      ${entries
        .filter((entry) => entry.path !== '')
        .map((entry) => `${quotedWord(entry.path)}`)
        .join('|')}) path="\${path:+$path }$word" ;;
      *) break ;;
    esac
    (( index++ ))
  done
  words=("\${(@)words[1]}" "\${(@)words[index,-1]}")
  (( CURRENT -= index - 2 ))
  case "$path" in
${entries.map(branch).join('\n')}
  esac
}
if [[ "$funcstack[1]" = "_raibid-cli" ]]; then _raibid_cli "$@"; else compdef _raibid_cli raibid-cli; fi
`;
}

function branch(entry: CompletionEntry): string {
  const specs = entry.options.flatMap(optionSpecs);
  if (entry.words.length > 0) {
    const items = entry.words.map((item) => quotedWord(`${item.word}:${plain(item.summary)}`)).join(' ');
    return `    ${quotedWord(entry.path)}) local -a items=(${items}); _arguments ${specs.join(' ')} '1: :{_describe command items}' ;;`;
  }
  return `    ${quotedWord(entry.path)}) _arguments ${specs.join(' ')}${entry.files ? " '*: :_files'" : ''} ;;`;
}

function optionSpecs(option: CommandOption): string[] {
  const names = option.short === undefined ? [`--${option.flag}`] : [`--${option.flag}`, `-${option.short}`];
  const repeat = option.repeat === true ? '*' : '';
  return names.map((name) => quotedWord(`${repeat}${name}[${plain(option.summary)}]${valueSpec(option)}`));
}

function valueSpec(option: CommandOption): string {
  if (option.value === undefined) return '';
  if (option.choices !== undefined) return `:${option.value}:(${option.choices.join(' ')})`;
  return takesPath(option) ? `:${option.value}:_files` : `:${option.value}:`;
}

/** Summaries without the characters that mean something in a specification. */
function plain(text: string): string {
  return text.replace(/[[\]:\\]/g, ' ');
}

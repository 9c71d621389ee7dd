import { type CompletionEntry, spellings, takesPath } from './words.ts';

/** A script for bash 3.2 and newer, without the bash-completion package. */
export function bashScript(entries: CompletionEntry[]): string {
  return `# Completion of raibid-cli for bash: source <(raibid-cli completion bash)
_raibid_cli() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" word index words=""
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "\${path:+$path }$word" in
      ${paths(entries).join(' | ')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path|$previous" in
${entries.flatMap(valueCases).join('\n')}
  esac
  case "$path" in
${entries.map(wordCase).join('\n')}
  esac
  COMPREPLY+=($(compgen -W "$words" -- "$current"))
}
complete -o filenames -F _raibid_cli raibid-cli
`;
}

function paths(entries: CompletionEntry[]): string[] {
  return entries.filter((entry) => entry.path !== '').map((entry) => `"${entry.path}"`);
}

function valueCases(entry: CompletionEntry): string[] {
  return entry.options
    .filter((option) => option.value !== undefined)
    .map((option) => {
      const names = spellings(option).map((name) => `"${entry.path}|${name}"`);
      return `    ${names.join(' | ')}) ${valueReply(option.choices, takesPath(option))} return ;;`;
    });
}

function valueReply(choices: readonly string[] | undefined, path: boolean): string {
  if (choices !== undefined) return `COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$current"));`;
  return path ? 'COMPREPLY=($(compgen -f -- "$current"));' : '';
}

function wordCase(entry: CompletionEntry): string {
  const words = entry.words.map((item) => item.word);
  const options = entry.options.flatMap(spellings);
  const files = entry.files ? ' COMPREPLY=($(compgen -f -- "$current"));' : '';
  return `    "${entry.path}") if [[ "$current" == -* ]]; then words="${options.join(' ')}"; else words="${words.join(' ')}";${files} fi ;;`;
}

import type { CommandOption } from '../command.ts';
import { type CompletionEntry, takesPath } from './words.ts';

/** A script for fish 3: save it as `~/.config/fish/completions/raibid-cli.fish`. */
export function fishScript(entries: CompletionEntry[]): string {
  const known = entries.filter((entry) => entry.path !== '').map((entry) => quote(entry.path));
  return `# Completion of raibid-cli for fish
function __raibid_cli_at
    set -l path
    for word in (commandline -opc)[2..-1]
        set -l next (string join ' ' $path $word)
        if contains -- $next ${known.join(' ')}
            set path $path $word
        end
    end
    test (string join ' ' $path) = "$argv[1]"
end
complete -c raibid-cli -f
${entries.flatMap(linesOf).join('\n')}
`;
}

function linesOf(entry: CompletionEntry): string[] {
  const start = `complete -c raibid-cli -n ${quote(`__raibid_cli_at ${quote(entry.path)}`)}`;
  return [
    ...entry.words.map((item) => `${start} -a ${quote(item.word)} -d ${quote(item.summary)}`),
    ...entry.options.map((option) => `${start} ${optionSpec(option)}`),
    ...(entry.files ? [`${start} -F`] : []),
  ];
}

function optionSpec(option: CommandOption): string {
  const short = option.short === undefined ? '' : ` -s ${option.short}`;
  const choices = option.choices === undefined ? '' : ` -a ${quote(option.choices.join(' '))}`;
  const value = option.value === undefined ? '' : takesPath(option) ? ' -r -F' : ' -x';
  return `-l ${option.flag}${short}${value}${choices} -d ${quote(option.summary)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

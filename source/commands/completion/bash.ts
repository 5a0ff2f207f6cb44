/** Completion for bash, and through its own emulation for zsh. */
import type {CommandWords, FlagWords} from './words.ts';

/** Read by `source <(forkscope completion bash)`. */
export function bashScript(commands: readonly CommandWords[], workloads: readonly string[]): string {
	const names = commands.map(({name}) => name);
	return `${[
		'_forkscope() {',
		`	local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command=view word`,
		'	COMPREPLY=()',
		`	for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do`,
		`		case $word in ${names.join('|')}) command=$word; break ;; esac`,
		'	done',
		'	case "$command $prev" in',
		...commands.flatMap(({name, flags}) => flags.flatMap((flag) => valueCase(name, flag))),
		'	esac',
		'	if [[ $cur == -* ]]; then',
		'		case $command in',
		...commands.map(
			({name, flags}) => `		${name}) COMPREPLY=($(compgen -W "${spelled(flags)}" -- "$cur")) ;;`,
		),
		'		esac',
		'		return',
		'	fi',
		`	[[ $command == help ]] && { COMPREPLY=($(compgen -W "${names.join(' ')}" -- "$cur")); return; }`,
		`	local words="${workloads.join(' ')}"`,
		...commands.flatMap(({name, operands}) =>
			operands === undefined ? [] : [`	[[ $command == ${name} ]] && words="${operands.join(' ')}"`],
		),
		`	[[ $COMP_CWORD == 1 ]] && words="$words ${names.join(' ')}"`,
		'	COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur"))',
		'}',
		'complete -o filenames -F _forkscope forkscope',
	].join('\n')}\n`;
}

/** zsh has an emulation of what bash offers for completing. */
export function zshScript(commands: readonly CommandWords[], workloads: readonly string[]): string {
	return `autoload -U +X compinit bashcompinit && compinit && bashcompinit\n${bashScript(commands, workloads)}`;
}

function spelled(flags: readonly FlagWords[]): string {
	return flags.flatMap(({spellings}) => spellings.filter((spelling) => spelling.startsWith('--'))).join(' ');
}

/** After a flag its values, else a file. */
function valueCase(command: string, {spellings, takesValue, values}: FlagWords): string[] {
	if (!takesValue) {
		return [];
	}

	const pattern = spellings.map((spelling) => `"${command} ${spelling}"`).join('|');
	const found = values.length === 0 ? 'compgen -f' : `compgen -W "${values.join(' ')}"`;
	return [`		${pattern}) COMPREPLY=($(${found} -- "$cur")); return ;;`];
}

/** Completion for fish. */
import type {CommandWords, FlagWords} from './words.ts';

/** Read by `forkscope completion fish | source`. */
export function fishScript(commands: readonly CommandWords[], workloads: readonly string[]): string {
	const names = commands.map(({name}) => name).join(' ');
	return `${[
		...commands.map(
			({name, summary}) => `complete -c forkscope -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
		),
		...commands.flatMap(({name, flags}) => {
			// Without a command the screen is opened, with the flags of view.
			const when =
				name === 'view'
					? `'__fish_seen_subcommand_from view; or not __fish_seen_subcommand_from ${names}'`
					: `'__fish_seen_subcommand_from ${name}'`;
			return flags.map((flag) => `complete -c forkscope -n ${when} ${flagOf(flag)}`);
		}),
		...commands.flatMap(({name, operands = []}) =>
			operands.map(
				(operand) =>
					`complete -c forkscope -n '__fish_seen_subcommand_from ${name}' -a ${operand} -d ${name}`,
			),
		),
		...workloads.map((workload) => `complete -c forkscope -a ${workload} -d workload`),
	].join('\n')}\n`;
}

function flagOf({spellings, summary, takesValue, values}: FlagWords): string {
	const names = spellings.map((spelling) =>
		spelling.startsWith('--') ? `-l ${spelling.slice(2)}` : `-s ${spelling.slice(1)}`,
	);
	const value = takesValue ? (values.length === 0 ? ' -r' : ` -x -a ${quoted(values.join(' '))}`) : '';
	return `${names.join(' ')}${value} -d ${quoted(summary)}`;
}

function quoted(text: string): string {
	return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

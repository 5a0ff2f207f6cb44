/** `completion`: what a shell reads to complete, and the manual page. */
import {UserError} from '../../machine/user-error.ts';
import {type CommandEntry, defineCommand} from '../command.ts';
import {refuseWords} from '../flags/parse-flags.ts';
import {printForm} from '../output/print.ts';
import {readPackage} from '../package.ts';
import {manPage} from './man.ts';
import {bashScript, fishScript, zshScript} from './scripts.ts';
import {commandWords} from './words.ts';

const targets: Readonly<Record<string, (commands: readonly CommandEntry[]) => string | Promise<string>>> = {
	bash: () => bashScript,
	zsh: () => zshScript,
	fish: () => fishScript,
	man: async (commands) => manPage(await commandWords(commands), readPackage().version),
};

export const completion = defineCommand({
	name: 'completion',
	usage: ['completion bash|zsh|fish|man'],
	description:
		'Prints a script that makes the shell complete, or the manual page. The script asks the program what may stand at the cursor: commands, flags that are not there yet, kernels behind each comma, marks, programs and processes of the workload that the line names, its parameters, panes, names of files.',
	flags: {},
	operands: () => Object.keys(targets),
	examples: [
		['completion bash >> ~/.bashrc', 'Complete in every bash from now on'],
		['completion zsh > ~/.zfunc/_forkscope', 'Complete in every zsh whose fpath has that folder'],
		['completion fish | source', 'Complete in this fish'],
		['completion man | man -l -', 'Read the manual page'],
	],
	async run({input: [target = '', ...rest], stdout, commands}) {
		refuseWords('completion takes one word', rest);
		if (!Object.hasOwn(targets, target)) {
			throw new UserError(target === '' ? 'A shell is missing' : `There is no completion for "${target}"`, {
				expected: Object.keys(targets).join(', '),
			});
		}

		await printForm(stdout, [await targets[target](commands)]);
		return 0;
	},
});

/** `completion`: what a shell reads to complete commands, flags, kernels and workloads; and the manual page. */
import {UserError} from '../../machine/user-error.ts';
import {defineCommand} from '../command.ts';
import {refuseWords} from '../flags/parse-flags.ts';
import {printForm} from '../output/print.ts';
import {readPackage} from '../package.ts';
import {bashScript, zshScript} from './bash.ts';
import {fishScript} from './fish.ts';
import {manPage} from './man.ts';
import {type CommandWords, completionWords, workloadNames} from './words.ts';

const targets: Readonly<Record<string, (commands: readonly CommandWords[]) => string>> = {
	bash: (commands) => bashScript(commands, workloadNames),
	zsh: (commands) => zshScript(commands, workloadNames),
	fish: (commands) => fishScript(commands, workloadNames),
	man: (commands) => manPage(commands, readPackage().version),
};

export const completion = defineCommand({
	name: 'completion',
	usage: ['completion bash|zsh|fish|man'],
	description:
		'Prints a script that makes the shell complete commands, flags, their values and workloads, or the manual page.',
	flags: {},
	examples: [
		['completion bash >> ~/.bashrc', 'Complete in every bash from now on'],
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

		await printForm(stdout, [targets[target](await completionWords(commands))]);
		return 0;
	},
});

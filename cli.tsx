/**
 * The program's entry: hands the command line and the streams to the commands, and sets the exit code. An old Node is
 * told so in a sentence, which is why nothing of the program is imported before its version is known.
 */
import process from 'node:process';
import {nodeProblem} from './source/commands/node-version.ts';
import {writeProblem} from './source/commands/output/write-problem.ts';

for (const stream of [process.stdout, process.stderr]) {
	stream.on('error', (error: NodeJS.ErrnoException) => {
		// A reader that has seen enough (`| head`) closes the pipe: that is no error.
		if (error.code === 'EPIPE') {
			process.exit(0);
		}

		const full = writeProblem(error);
		if (full === undefined) {
			throw error;
		}

		// Of what keeps stderr from being written nothing can be told.
		if (stream === process.stdout) {
			process.stderr.write(`forkscope: The answer cannot be written: ${full}.\n`);
		}

		process.exit(2);
	});
}

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
	const {main} = await import('./source/commands/main.ts');
	// The exit code is set and the process left to end by itself: process.exit() would cut off what a pipe has not read.
	process.exitCode = await main(process.argv.slice(2), process);
} else {
	process.stderr.write(`${problem}\n`);
	process.exitCode = 2;
}

/**
 * The program's entry: hands the command line and the streams to the commands, and sets the exit code. An old Node is
 * told so in a sentence, which is why nothing of the program is imported before its version is known.
 */
import module from 'node:module';
import process from 'node:process';
import {nodeProblem} from './source/commands/node-version.ts';

// A reader that has seen enough (`| head`) closes the pipe: that is no error.
for (const stream of [process.stdout, process.stderr]) {
	stream.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') {
			throw error;
		}

		process.exit(0);
	});
}

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
	// What was compiled once is read from a cache in the directory for temporary files the next time.
	module.enableCompileCache();
	const {main} = await import('./source/commands/main.ts');
	// The exit code is set and the process left to end by itself: process.exit() would cut off what a pipe has not read.
	process.exitCode = await main(process.argv.slice(2), process);
} else {
	process.stderr.write(`${problem}\n`);
	process.exitCode = 2;
}

/** The program's entry: hands the command line and the streams to the commands, and sets the exit code. */
import process from 'node:process';
import {main} from './source/commands/main.ts';

// A reader that has seen enough (`| head`) closes the pipe: that is no error.
for (const stream of [process.stdout, process.stderr]) {
	stream.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') {
			throw error;
		}

		process.exit(0);
	});
}

// The exit code is set and the process left to end by itself: process.exit() would cut off what a pipe has not read.
process.exitCode = await main(process.argv.slice(2), process);

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
	process.exitCode = await main(process.argv.slice(2), process);
	setImmediate(endWhereWritten);
} else {
	process.stderr.write(`${problem}\n`);
	process.exitCode = 2;
}

/**
 * Left to end by itself, the process first waits for what V8 has begun to compile. It is left so where a pipe has not read all,
 * which would be cut off.
 */
function endWhereWritten(): void {
	if ([process.stdout, process.stderr].every(({writableLength}) => writableLength === 0)) {
		process.exit();
	}
}

/** A program for the tests of terminals: the real screen on a session that breaks at the first step. */
import process from 'node:process';
import {createMachine} from '../../source/machine/machine.ts';
import {createTimeline} from '../../source/timeline/timeline.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {openScreen} from '../../source/ui/terminal/open.tsx';
import {findWorkload} from '../../source/workloads/index.ts';

const program = findWorkload('build')?.build();
if (program === undefined) {
	throw new Error('there is no workload build');
}

const session = createSession(createTimeline(createMachine(program)), 'breaks');
session.run = () => {
	throw new Error('broken on purpose');
};

const {stdin, stdout, stderr} = process;
try {
	process.exitCode = await openScreen(session, {stdin, stdout, stderr, start: {}});
} catch (error) {
	stderr.write(`${error instanceof Error ? error.message : error}\n`);
	process.exitCode = 70;
}

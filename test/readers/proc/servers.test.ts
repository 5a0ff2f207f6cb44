/** Servers that the test starts itself, read while they run: what comes out is what /proc says of each process. */
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openProc} from '../../../source/readers/proc/folder.ts';
import {readRunning} from '../../../source/readers/proc/index.ts';
import {findTree} from '../../../source/readers/proc/tree.ts';
import {
	type Figures,
	figuresOfProc,
	figuresOfReport,
	simulated,
	withoutOutside,
} from '../../helpers/proc-figures.ts';

type Server = {
	readonly name: string;
	/** A command that succeeds where it is installed. */
	readonly probe: readonly string[];
	/** Prepares a folder, and tells the command that serves at the socket in it. */
	readonly command: (folder: string) => readonly string[];
	readonly socket: string;
	/** Processes when all are there. */
	readonly processes: number;
	/** It refuses to be root. */
	readonly isModest?: true;
};

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const asOf = ({isModest}: Server) => (isModest === true && isRoot ? {uid: nobody, gid: nobody} : {});

const servers: readonly Server[] = [
	{
		name: 'redis-server',
		probe: ['redis-server', '--version'],
		command: (folder) => [
			...['redis-server', '--port', '0', '--unixsocket', `${folder}/socket`, '--save', ''],
			...['--dir', folder],
		],
		socket: 'socket',
		processes: 1,
	},
	{
		name: 'nginx',
		probe: ['nginx', '-v'],
		command: nginxCommand,
		socket: 'socket',
		processes: 3,
	},
	{
		name: 'gunicorn',
		probe: ['python3', '-c', 'import gunicorn'],
		command(folder) {
			writeFileSync(`${folder}/app.py`, 'def app(environ, start):\n    start("200 OK", [])\n    return []\n');
			const flags = ['--preload', '-w', '3', '-b', `unix:${folder}/socket`, '--chdir', folder];
			return ['python3', '-m', 'gunicorn', ...flags, 'app:app'];
		},
		socket: 'socket',
		processes: 4,
	},
	{
		name: 'postgres',
		probe: ['initdb', '--version'],
		command(folder) {
			const as = isRoot ? {uid: nobody, gid: nobody} : {};
			spawnSync('initdb', ['-D', `${folder}/data`, '-A', 'trust', '--no-sync'], {stdio: 'ignore', ...as});
			return ['postgres', '-D', `${folder}/data`, '-k', folder, '-c', 'listen_addresses='];
		},
		socket: '.s.PGSQL.5432',
		processes: 6,
		isModest: true,
	},
];

function nginxCommand(folder: string): readonly string[] {
	const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
		(name) => `${name}_temp_path ${folder}/${name};`,
	);
	const server = `server {listen unix:${folder}/socket; root ${folder};}`;
	const lines = [
		`daemon off; worker_processes 2; pid ${folder}/pid; error_log ${folder}/log;`,
		'events {worker_connections 16;}',
		`http {access_log off; ${places.join(' ')} ${server}}`,
	];
	writeFileSync(`${folder}/nginx.conf`, lines.join('\n'));
	return ['nginx', '-e', `${folder}/log`, '-c', `${folder}/nginx.conf`];
}

let folder = '';
let running: ChildProcess | undefined;

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'forkscope-'));
	chmodSync(folder, 0o777);
});

afterEach(async () => {
	if (running?.exitCode === null) {
		const end = once(running, 'close');
		running.kill('SIGQUIT');
		await end;
	}

	running = undefined;
	rmSync(folder, {recursive: true, force: true});
});

const treeOf = (pid: number) => findTree(openProc(), [pid]);
const figuresOf = (pid: number): Readonly<Record<number, Figures>> =>
	Object.fromEntries(treeOf(pid).map((each) => [each.pid, figuresOfProc('/proc', each.pid)]));

/** Starts a server; resolves to its pid when it serves and all its processes are there. */
async function start(server: Server): Promise<number> {
	const [command, ...words] = server.command(folder);
	running = spawn(command, words, {cwd: folder, stdio: 'ignore', ...asOf(server)});
	const pid = Number(running.pid);
	while (!existsSync(path.join(folder, server.socket)) || treeOf(pid).length < server.processes) {
		expect(running.exitCode, `${server.name} has ended`).toBeNull();
		await sleep(10);
	}

	return pid;
}

/** What it says when nothing of it changes while it is read. */
async function readAtRest(pid: number) {
	for (;;) {
		const before = figuresOf(pid);
		const {program} = readRunning([pid]);
		const after = figuresOf(pid);
		if (JSON.stringify(before) === JSON.stringify(after)) {
			return {told: after, program};
		}

		await sleep(20);
	}
}

function isInstalled({name, probe: [command, ...words]}: Server): boolean {
	const isThere = spawnSync(command, words, {stdio: 'ignore'}).status === 0;
	if (!isThere) {
		process.stderr.write(`${name} is not installed: not tested\n`);
	}

	return isThere;
}

for (const server of servers) {
	test.skipIf(!isInstalled(server))(`${server.name} comes out as /proc tells it`, async () => {
		const pid = await start(server);
		const {told, program} = await readAtRest(pid);
		const reports = simulated(program);
		for (const [each, figures] of Object.entries(told)) {
			const report = reports.get(Number(each));
			expect(withoutOutside(report && figuresOfReport(report)), `${server.name} ${each}`).toEqual(
				withoutOutside(figures),
			);
		}
	});
}

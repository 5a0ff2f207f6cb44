/** A real browser without a window, driven by its own protocol (CDP) through Node's WebSocket. */
import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

const names = [
	'chromium',
	'chromium-browser',
	'google-chrome',
	'google-chrome-stable',
	'chrome-headless-shell',
];

/** The first that is installed; undefined where there is none. */
export function findBrowser(): string | undefined {
	return names.find((name) => {
		try {
			execFileSync(name, ['--version'], {stdio: 'ignore'});
			return true;
		} catch {
			return false;
		}
	});
}

type Message = {
	readonly id?: number;
	readonly method?: string;
	readonly result?: Record<string, unknown>;
	readonly error?: {readonly message: string};
	readonly params?: Record<string, unknown>;
};

export type Tab = {
	/** The value of an expression on the page, as JSON carries it. */
	evaluate(expression: string): Promise<unknown>;
	/** Presses the mouse at the first of the points and moves it over the others with the button held, in pixels. */
	drag(points: readonly (readonly [x: number, y: number])[]): Promise<void>;
	/** What pages have asked for and complained of since the tab was opened. */
	readonly requests: readonly string[];
	readonly complaints: readonly string[];
	close(): Promise<void>;
};

/** Opens a page in a browser of its own. */
export async function openTab(browser: string, url: string): Promise<Tab> {
	const profile = mkdtempSync(path.join(tmpdir(), 'forkscope-browser-'));
	const child = spawn(
		browser,
		[
			...['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage'],
			...['--window-size=1200,900', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
		],
		{stdio: ['ignore', 'ignore', 'pipe']},
	);
	const address = new URL(await debuggerOf(child));
	const tabs = (await (await fetch(`http://${address.host}/json/list`)).json()) as {
		type: string;
		webSocketDebuggerUrl: string;
	}[];
	const socket = new WebSocket(tabs.find(({type}) => type === 'page')?.webSocketDebuggerUrl ?? '');
	await once(socket, 'open');
	const requests: string[] = [];
	const complaints: string[] = [];
	const waiting = new Map<number, (message: Message) => void>();
	let loaded = () => {};
	socket.addEventListener('message', ({data}) => {
		const message = JSON.parse(String(data)) as Message;
		if (message.id !== undefined) {
			waiting.get(message.id)?.(message);
		} else if (message.method === 'Page.loadEventFired') {
			loaded();
		} else if (message.method === 'Network.requestWillBeSent') {
			requests.push(String((message.params?.request as {url?: string} | undefined)?.url));
		} else if (message.method === 'Page.javascriptDialogOpening') {
			complaints.push(JSON.stringify(message.params));
			void send('Page.handleJavaScriptDialog', {accept: true});
		} else if (message.method === 'Runtime.exceptionThrown' || message.method === 'Log.entryAdded') {
			complaints.push(JSON.stringify(message.params));
		}
	});
	let count = 0;
	const send = async (method: string, params: object = {}): Promise<Record<string, unknown>> => {
		count += 1;
		const id = count;
		const answer = new Promise<Message>((resolve) => waiting.set(id, resolve));
		socket.send(JSON.stringify({id, method, params}));
		const {result = {}, error} = await answer;
		if (error !== undefined) {
			throw new Error(`${method}: ${error.message}`);
		}

		return result;
	};
	for (const domain of ['Page', 'Network', 'Runtime', 'Log']) {
		await send(`${domain}.enable`);
	}

	const isLoaded = new Promise<void>((resolve) => {
		loaded = resolve;
	});
	await send('Page.navigate', {url});
	await isLoaded;
	return {
		requests,
		complaints,
		async evaluate(expression) {
			const {result} = await send('Runtime.evaluate', {expression, returnByValue: true});
			return (result as {value: unknown}).value;
		},
		async drag(points) {
			const mouse = (type: string, [x, y]: readonly [number, number], buttons: number) =>
				send('Input.dispatchMouseEvent', {type, x, y, button: 'left', buttons, clickCount: 1});
			await mouse('mousePressed', points[0], 1);
			for (const point of points.slice(1)) {
				await mouse('mouseMoved', point, 1);
			}

			await mouse('mouseReleased', points[points.length - 1], 0);
		},
		async close() {
			socket.close();
			child.kill();
			await once(child, 'exit');
			rmSync(profile, {recursive: true, force: true, maxRetries: 20, retryDelay: 100});
		},
	};
}

/** Where the browser says that it listens. */
async function debuggerOf(child: ChildProcess): Promise<string> {
	let told = '';
	for await (const chunk of child.stderr ?? []) {
		told += String(chunk);
		const [, url] = /DevTools listening on (\S+)/.exec(told) ?? [];
		if (url !== undefined) {
			return url;
		}
	}

	throw new Error(`The browser ended before it listened: ${told}`);
}

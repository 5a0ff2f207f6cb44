/** Where the text of a live recording is while it grows, and what becomes of it. */
import {
	closeSync,
	createReadStream,
	createWriteStream,
	mkdtempSync,
	openSync,
	renameSync,
	rmSync,
	statSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pipeline} from 'node:stream/promises';
import {UserError} from '../../machine/user-error.ts';
import {packerFor} from '../import/pack.ts';
import {writeProblem} from '../output/write-problem.ts';
import {freeName} from '../record/plan.ts';

export type Place = {
	/** The growing text; it is not there yet. */
	readonly file: string;
	/** What strace writes, where perf may not be used; it is not there yet. */
	readonly traced: string;
	/** What the recorded program prints, while the screen is open. */
	readonly printed: string;
	/** Gives the text its name, packed as that says. Throws a UserError where that fails: then it says where the text is. */
	keep(): Promise<void>;
	/** Nothing is left behind but what was kept. */
	remove(): void;
};

/** For a recording that is kept in `output`, or not at all. Throws a UserError where that could not be written. */
export function choosePlace(output: string | undefined): Place {
	const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-live-'));
	const [printed, traced] = ['printed', 'traced'].map((name) => path.join(folder, name));
	const remove = () => rmSync(folder, {recursive: true, force: true});
	if (output === undefined) {
		return {file: path.join(folder, 'recording'), printed, traced, keep: async () => {}, remove};
	}

	try {
		checkOutput(output);
	} catch (error) {
		remove();
		throw error;
	}

	const file = freeName(`${output}.live`);
	const removeAll = () => {
		remove();
		if (statSync(file, {throwIfNoEntry: false})?.size === 0) {
			rmSync(file);
		}
	};
	return {file, printed, traced, keep: () => keepAs(output, file), remove: removeAll};
}

function checkOutput(output: string): void {
	const there = statSync(output, {throwIfNoEntry: false});
	if (there !== undefined && !there.isFile()) {
		throw new UserError(`${output} is no file that a recording could be written to.`);
	}

	const tried = freeName(`${output}.part`);
	try {
		closeSync(openSync(tried, 'wx'));
		rmSync(tried);
	} catch (error) {
		const why = writeProblem(error) ?? (error as Error).message.split(',')[0];
		throw new UserError(`${output} cannot be written: ${why}.`, {cause: error});
	}
}

async function keepAs(output: string, file: string): Promise<void> {
	const packer = packerFor(output);
	if (packer === undefined) {
		renameSync(file, output);
		return;
	}

	const part = freeName(`${output}.part`);
	try {
		await pipeline(createReadStream(file), packer, createWriteStream(part));
		renameSync(part, output);
		rmSync(file);
	} catch (error) {
		rmSync(part, {force: true});
		const why = writeProblem(error) ?? (error as Error).message;
		throw new UserError(`The recording could not be packed (${why}); it is in ${file}.`, {cause: error});
	}
}

/** How far a long piece of work has come, on one line of the terminal that is taken back at the end. */
import {printable} from '../../machine/printable.ts';

export type Progress = {
	/** A share from 0 to 1; `now` is what is under way, where that changes. */
	tell(share: number, now?: string): void;
	/** Takes the line back. */
	end(): void;
};

const clearLine = '\r\u001B[K';

/** Nothing is written where stderr is no terminal, nor before the first share is told: what is quick says nothing. */
export function startProgress(stderr: NodeJS.WriteStream, title: string): Progress {
	let shown = '';
	return {
		tell(share, now = '') {
			const text = printable(`${title} … ${Math.floor(share * 100)}%${now === '' ? '' : ` ${now}`}`);
			if (stderr.isTTY && text !== shown) {
				shown = text;
				stderr.write(`${clearLine}${text}`);
			}
		},
		end() {
			if (shown !== '') {
				stderr.write(clearLine);
				shown = '';
			}
		},
	};
}

/** Events between two looks at how far a run has come. */
const eventsBetween = 2 ** 14;

/** Something to call after every event of a run of `events`. */
export function eventProgress(progress: Progress, events: number): () => void {
	let done = 0;
	return () => {
		done += 1;
		if (done % eventsBetween === 0) {
			progress.tell(Math.min(1, done / Math.max(1, events)));
		}
	};
}

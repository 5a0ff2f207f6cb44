/** The split screen: the same moment on two kernels side by side, each half drawn as a screen of its own. */
import stringWidth from 'string-width';
import {type Difference, differencesAt} from '../../inquiry/compare/difference.ts';
import {halfColumns} from '../state/layout.ts';
import type {Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import {settle} from '../state/update/settle.ts';
import {renderFrame} from './frame.ts';

/** The lines of the whole screen, split where a second kernel runs beside the first. */
export function renderScreen(model: Model, session: Session): string[] {
	const {beside} = session;
	const columns = halfColumns(model.size);
	if (beside === undefined || columns === undefined) {
		return renderFrame(model, session);
	}

	const half: Model = {...model, isHalf: true, size: {...model.size, columns}};
	const left = renderFrame(settle(half, session), session, beside);
	const alone: Model = {
		...half,
		overlay: undefined,
		prompt: undefined,
		tour: undefined,
		notice: differenceText(session, beside),
	};
	const right = renderFrame(settle(alone, beside), beside, session);
	return Array.from({length: Math.max(left.length, right.length)}, (_, row) => {
		const line = left[row] ?? '';
		return `${line}${' '.repeat(Math.max(0, columns + 1 - stringWidth(line)))}${right[row] ?? ''}`;
	});
}

/** Whether the two have come apart yet, and where; at an event in which they differ also in what. */
function differenceText(session: Session, beside: Session): string {
	const {firstDifference, kernel, position} = session;
	if (firstDifference === undefined) {
		return `As on ${kernel} so far.`;
	}

	const differences =
		position < firstDifference ? [] : differencesAt(session.timeline, beside.timeline, position);
	if (differences.length > 0) {
		return `${kernel} | ${beside.kernel}: ${differences.map(pairText).join(', ')}`;
	}

	const where = firstDifference > position ? 'will differ' : 'differs';
	return `${where} from ${kernel} from event ${firstDifference} on (D goes there)`;
}

/** `entries copied 1,024 | 2`; contents are only the same or not. */
function pairText({what, left, right}: Difference): string {
	return what === 'contents read' ? `other ${what}` : `${what} ${left || 'none'} | ${right || 'none'}`;
}

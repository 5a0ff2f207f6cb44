/** Reducers of time: playing, stepping, speed, and jumps that can be taken back. */
import type {Facts} from '../facts.ts';
import type {Effect, Result} from '../message.ts';
import {isLive, type Model, normalSpeed, speeds} from '../model.ts';
import {only, type Reducers, withNotice} from './reducer.ts';
import {forgetRow} from './select-row.ts';

/** After a pause of the whole program (a suspended terminal) the play does not race to catch up. */
const tickMsMax = 250;

export const timeReducers: Reducers<
	| 'tick'
	| 'play'
	| 'step'
	| 'stage'
	| 'speed'
	| 'normalSpeed'
	| 'goto'
	| 'arrived'
	| 'looking'
	| 'look'
	| 'jumpBack'
	| 'feed'
	| 'toLiveEnd'
	| 'bookmark'
	| 'toMark'
> = {
	tick(model, {elapsedMs}, facts) {
		const {position, end, opsPerSecond} = facts;
		if (!model.isPlaying) {
			return only(model);
		}

		if (isLive(model)) {
			return goLive(model, facts);
		}

		const ms = Math.max(0, Math.min(elapsedMs, tickMsMax));
		const due = model.owed + (ms / 1000) * opsPerSecond * speeds[model.speed];
		const ops = Math.min(Math.floor(due), end - position);
		const isOver = position + ops >= end;
		if (isOver && isLiveEnd(facts)) {
			return goLive(model, facts);
		}

		const isEnd = isOver && facts.isPartial !== true;
		const next = {...model, owed: isOver ? 0 : due - ops, isPlaying: !isEnd};
		const notice = isEnd ? 'That was the end. Space plays it again, , steps back.' : model.notice;
		return ops > 0 ? moveTime({...next, notice}, {type: 'advance', by: ops}, facts) : only({...next, notice});
	},

	play(model, {on = !model.isPlaying}, facts) {
		const {position, end, isPartial} = facts;
		const next = {...model, isPlaying: on, followsEnd: false, owed: 0, looking: undefined};
		if (on && position >= end && isLiveEnd(facts)) {
			return goLive(next, facts);
		}

		return on && position >= end && end > 0 && isPartial !== true
			? moveTime(next, {type: 'seek', position: 0}, facts)
			: only(next);
	},

	/** While an event is looked at in stages, a step back is a stage back. */
	step(model, {by}, facts) {
		const {position, end} = facts;
		if (by === -1 && facts.stage !== undefined) {
			return timeReducers.stage(model, {type: 'stage', by}, facts);
		}

		const target = clamp(position + by, end);
		if (target === position) {
			return withNotice({...model, isPlaying: false}, by < 0 ? 'This is the start.' : endSentence(facts));
		}

		return moveTime({...model, isPlaying: false}, {type: 'advance', by: target - position}, facts);
	},

	stage: (model, {by}) => [{...model, isPlaying: false}, [{type: 'stage', by}]],

	speed(model, {by}) {
		const speed = Math.max(0, Math.min(speeds.length - 1, model.speed + by));
		return only({...model, speed});
	},

	normalSpeed(model) {
		return only({...model, speed: normalSpeed});
	},

	goto(model, {target}, facts) {
		const text = target.trim();
		return text === '' ? only(model) : jump(model, {type: 'goto', target: text}, facts);
	},

	arrived: (model, {from}) => only({...model, cameFrom: from}),

	looking(model, {target, share, of}) {
		const {feed} = model;
		const known =
			feed?.share !== undefined && feed.isOpen
				? `${percent(feed.share)} of the recording is read so far`
				: `${percent(share)} of the ${of === 'run' ? 'run is known' : 'way looked at'} so far`;
		return withNotice(
			{...model, looking: target},
			`Looking for ${target.replace(/^(?:back )?until /, '')}: ${known}. Esc stays here.`,
		);
	},

	look(model) {
		const {looking: target, ...others} = model;
		return target === undefined ? only(model) : [others, [{type: 'goto', target}]];
	},

	jumpBack(model, _message, facts) {
		return model.cameFrom === undefined
			? withNotice(model, 'There was no jump yet.')
			: jump(model, {type: 'seek', position: model.cameFrom}, facts);
	},

	/** At its end the recording is read once more: its whole tells more than its pieces did. */
	feed(model, {feed}) {
		const hasEnded = !feed.isOpen && model.feed?.isOpen !== false;
		const next = {...model, feed};
		if (feed.stopped !== undefined && model.feed?.stopped === undefined) {
			return withNotice(next, feed.stopped);
		}

		return hasEnded && feed.stopped === undefined ? [next, [{type: 'reload'}]] : only(next);
	},

	toLiveEnd(model, _message, facts) {
		return isLiveEnd(facts)
			? goLive(model, facts)
			: withNotice(model, 'This program does not grow any more: :end goes to its end.');
	},

	bookmark(model, {at}, facts) {
		const position = at ?? facts.position;
		const others = model.bookmarks.filter((mark) => mark !== position);
		return others.length < model.bookmarks.length
			? withNotice({...model, bookmarks: others}, `Bookmark at position ${position} removed.`)
			: withNotice(
					{...model, bookmarks: [...others, position].sort((left, right) => left - right)},
					`Bookmark set at position ${position}; [ and ] go to it, b removes it.`,
				);
	},

	toMark(model, {direction}, facts) {
		const target = nearestMark([...facts.marks, ...model.bookmarks], facts.position, direction);
		return target === undefined
			? withNotice(model, `No mark ${direction > 0 ? 'after' : 'before'} this moment; b sets one.`)
			: jump(model, {type: 'seek', position: target}, facts);
	},
};

/** The end is the newest event of what goes on, with which one can go along. */
function isLiveEnd({isOpen, isPartial}: Facts): boolean {
	return isOpen === true && isPartial !== true;
}

function endSentence(facts: Facts): string {
	if (facts.isPartial === true) {
		return 'As far as this the recording is read.';
	}

	return isLiveEnd(facts) ? 'This is the newest event; L goes along.' : 'This is the end.';
}

function percent(share: number): string {
	return `${Math.floor(share * 100)}%`;
}

/** Along with the end of a program that grows, until it does not any more. */
function goLive(model: Model, facts: Facts): Result {
	const isOver = facts.isOpen !== true && facts.position >= facts.end;
	return isOver
		? only({...model, isPlaying: false})
		: moveTime({...model, isPlaying: true, followsEnd: true}, {type: 'catchUp'}, facts);
}

/** The nearest of `marks` strictly beyond `position`. */
function nearestMark(marks: readonly number[], position: number, direction: 1 | -1): number | undefined {
	const beyond = marks.filter((mark) => (direction > 0 ? mark > position : mark < position));
	if (beyond.length === 0) {
		return undefined;
	}

	return direction > 0 ? Math.min(...beyond) : Math.max(...beyond);
}

/** A leap in time pauses, and can be taken back once it has arrived; that to an end which is open goes along with it. */
export function jump(model: Model, effect: Effect, facts: Facts): Result {
	if (effect.type === 'goto' && effect.target === 'end' && isLiveEnd(facts)) {
		return goLive(model, facts);
	}

	return moveTime({...model, isPlaying: false}, effect, facts);
}

/** The log goes along with time again, wherever one has scrolled to. */
function moveTime(model: Model, effect: Effect, {panes}: Facts): Result {
	const going = panes.filter(({goesWithTime}) => goesWithTime);
	const moved = going.reduce((next, {id}) => forgetRow(next, id), model);
	return [{...moved, looking: undefined}, [effect]];
}

function clamp(position: number, end: number): number {
	return Math.max(0, Math.min(position, end));
}

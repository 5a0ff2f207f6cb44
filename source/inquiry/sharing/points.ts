/** The points of the curves: counted where memory was touched, and half as many again where they are too many. */
import type {Erosion, ErosionChild, Point} from './erosion.ts';
import {type Follower, ownerOf} from './follower.ts';
import {type Sharing, viewSharing} from './sharing.ts';
import {count} from './tally.ts';

/** Curves have up to twice as many points. */
const pointsWanted = 128;

/** Counts again for those whose memory, or whose parent's, was touched. */
export function drawOn(follower: Follower, event: number): void {
	const {machine, erosion, living, touched, changes} = follower;
	const view = viewSharing(machine.kernel);
	const own = [...touched].flatMap((mm) => ownerOf(follower, mm) ?? []);
	const counted = touched.has(follower.parentMm) ? living.values() : own;
	for (const {child, tally} of counted) {
		const sharing = count(tally, view, changes, event);
		if (!areSame(sharing, child.points[child.points.length - 1])) {
			addPoint(child, {position: event, ...sharing});
		}
	}

	touched.clear();
	follower.samples += 1;
	if (follower.samples > 2 * pointsWanted) {
		thinOut(erosion);
		follower.samples = pointsWanted;
	}
}

function areSame(left: Sharing, right: Sharing): boolean {
	return (
		left.shared === right.shared &&
		left.copiedByChild === right.copiedByChild &&
		left.copiedByParent === right.copiedByParent
	);
}

export function addPoint({points}: ErosionChild, point: Point): void {
	if (points[points.length - 1].position === point.position) {
		points.pop();
	}

	points.push(point);
}

/** Half as many points: of each stretch of twice the length the last one, and the births and ends. */
function thinOut(erosion: Erosion): void {
	erosion.stride *= 2;
	const stretch = (position: number) => Math.ceil(position / erosion.stride);
	for (const child of erosion.children) {
		const {points, end} = child;
		child.points = points.filter(
			({position}, i) =>
				i === 0 ||
				i === points.length - 1 ||
				stretch(position) !== stretch(points[i + 1].position) ||
				position === (end?.event ?? 0) - 1,
		);
	}
}

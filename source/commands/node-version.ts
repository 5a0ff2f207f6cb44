/** The oldest Node that the program runs on: package.json's `engines`, the bundle's target and this sentence are one. */

/** As in `engines` of package.json. */
export const oldestNode = '22.18';

/** What to tell the person whose Node, such as `20.20.2`, is too old; undefined where it serves. */
export function nodeProblem(version: string): string | undefined {
	const [major, minor] = version.split('.').map(Number);
	const [oldestMajor, oldestMinor] = oldestNode.split('.').map(Number);
	const serves = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
	return serves ? undefined : `forkscope: needs Node ${oldestNode} or later; this is Node ${version}.`;
}

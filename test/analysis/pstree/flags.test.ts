/** How the command line spells pstree's switches. */
import {expect, test} from 'vitest';
import {parsePstreeFlags} from '../../../source/analysis/pstree/flags.ts';

test.each([
	[[], {}, []],
	[['-pa'], {showPids: true, showArguments: true}, []],
	[['-p', '-a', 'build'], {showPids: true, showArguments: true}, ['build']],
	[['--show-pids', '--arguments'], {showPids: true, showArguments: true}, []],
	[['-AUG'], {glyphs: 'vt100'}, []],
	[['-G', '-A', '-U'], {glyphs: 'unicode'}, []],
	[['-U', '--vt100', '-A'], {glyphs: 'ascii'}, []],
	[['-H', '12'], {highlightPid: 12}, []],
	[['-H12'], {highlightPid: 12}, []],
	[['-pH', '12', 'build'], {showPids: true, highlightPid: 12}, ['build']],
	[['--highlight-pid=12'], {highlightPid: 12}, []],
	[['--highlight-pid', '12'], {highlightPid: 12}, []],
	[['-h'], {}, []],
	[
		['-cglnstTu'],
		{
			expandAll: true,
			showPgids: true,
			uncut: true,
			sortByPid: true,
			showParents: true,
			showThreadNames: true,
			hideThreads: true,
			showUsers: true,
		},
		[],
	],
	[
		['-', '--kernel', 'v7', '--at=end', '-p', '--show-pids=yes'],
		{showPids: true},
		['-', '--kernel', 'v7', '--at=end', '--show-pids=yes'],
	],
])('%j', (words, flags, rest) => {
	expect(parsePstreeFlags(words)).toEqual({flags, rest});
});

test.each([
	[['-z'], 'There is no switch -z (in -z); expected letters of -aAcgGhlnpstTuUH'],
	[['-pZ'], 'There is no switch -Z (in -pZ); expected letters of -aAcgGhlnpstTuUH'],
	[['-H'], '-H; expected a process number after it'],
	[['-H', 'sh'], '-H sh; expected a process number after it'],
	[['--highlight-pid=x'], '--highlight-pid x; expected a process number after it'],
])('%j is refused', (words, message) => {
	expect(() => parsePstreeFlags(words)).toThrow(message);
});

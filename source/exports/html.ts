/** A page in one file that needs no network: the tree with its bars, a slider over moments, charts. */
import {jsonText} from '../machine/printable.ts';
import {barsText} from './bars.ts';
import type {Content, Form, Page} from './form.ts';
import {pageScript} from './page-script.ts';
import {plotText} from './plot.ts';
import {escaped} from './svg-text.ts';

export const html: Form<'html'> = {
	id: 'html',
	title: 'a page (HTML)',
	takes: 'page',
	*write({page}: Content) {
		if (page !== undefined) {
			yield* pageText(page());
		}
	},
};

/** Nothing is fetched, and nothing but what stands in the file runs. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

const style = `
body { font: 14px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; color: #24292f; background: #fff }
h1 { font-size: 1.3em } h2 { font-size: 1.1em; margin-top: 2em }
#at { width: 100% } #event { min-height: 2.8em; overflow-wrap: anywhere }
.row { display: grid; grid-template-columns: 4em minmax(8em, 22em) 5em repeat(4, 5em) 1fr; white-space: nowrap; align-items: center }
.row > span { overflow: hidden; text-overflow: ellipsis } .pid, .size { text-align: right; padding-right: .6em }
.head { font-weight: bold } .bar { display: flex; height: .8em } .bar i { display: block }
.own { background: #0b5cad } .shared { background: #9ac3ec } .tables { background: #b3202c } .swapped { background: #6e7781 }
.key i { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em } svg { max-width: 100%; height: auto }
`;

function* pageText(page: Page): Generator<string> {
	const {title, notes, moments, plots, bars} = page;
	yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<label for="at">The moment: <output id="position"></output></label>
<input id="at" type="range" min="0" max="${moments.length - 1}" value="${Math.floor(moments.length / 2)}" step="1">
<p id="event"></p>
<noscript>The tree is drawn by a script in this file.</noscript>
<p class="key"><i class="own"></i>its own pages<i class="shared"></i>pages that others hold too<i class="tables"></i>page tables<i class="swapped"></i>in swap</p>
<div class="row head"><span class="pid">PID</span><span>NAME</span><span>STATE</span><span class="size">OWN</span><span class="size">SHARED</span><span class="size">TABLES</span><span class="size">SWAP</span></div>
<div id="tree"></div>
`;
	for (const chart of [...plots.map(plotText), ...bars.map(barsText)]) {
		yield `<figure>\n${chart}</figure>\n`;
	}

	yield `<h2>What this rests on</h2>\n<ul>\n${notes.map((note) => `<li>${escaped(note)}</li>\n`).join('')}</ul>\n`;
	yield* dataText(page);
	yield `<script>\n${pageScript}</script>\n</body>\n</html>\n`;
}

/** JSON between tags: what would end them is written as JSON escapes it. */
function* dataText({names, moments}: Page): Generator<string> {
	const safe = (value: unknown) => jsonText(value).replaceAll('<', '\\u003c');
	yield `<script id="data" type="application/json">\n{"names":${safe(names)},\n"moments":[`;
	for (const [i, {position, text, rows, more}] of moments.entries()) {
		yield `${i === 0 ? '' : ','}\n${safe({position, text, more, rows: rows.map(listOf)})}`;
	}

	yield '\n]}\n</script>\n';
}

/** A row as a list, which takes less room. */
function listOf(row: Page['moments'][number]['rows'][number]): readonly (string | number)[] {
	const {pid, depth, name, state, ownBytes, sharedBytes = 0, tableBytes = 0, swappedBytes = 0} = row;
	const memory = ownBytes === undefined ? [] : [ownBytes, sharedBytes, tableBytes, swappedBytes];
	return [pid, depth, name, state, ...memory];
}

// Links the chunks of a bundle into one script, so that what is compiled of it can be kept, and Node has no modules to link.
import vm from 'node:vm';

const imported = /import(?:\{([^{}]*)\}from)?"\.\/([^"]+)";/y;
const exported = /export\{([^{}]*)\};\s*$/;
const dynamic = /\bimport\("\.\/([^"]+)"\)/g;

/**
 * The script: a function of what modules know of themselves, which promises what the chunk `entry` exports. `chunks` are names
 * and texts as esbuild writes them, minified. A chunk is made when the first one needs it, after those that it imports,
 * and none of them imports itself; names are handed over once, so what is exported must not change later.
 */
export function linkChunks(chunks, entry, prelude) {
	const functions = chunks.map(({name, text}) => `${JSON.stringify(name)}:${chunkFunction(name, text)}`);
	return `(function(meta){'use strict';${prelude}const chunks={${functions.join(',\n')}};${linker}return load(${JSON.stringify(entry)})})`;
}

/**
 * The same program in ASCII: it is read byte by byte, as V8 takes that fastest. esbuild writes strings so, and patterns as they
 * stand; a code unit escaped means itself in both.
 */
export function inAscii(script) {
	return script.replace(/[^\0-\x7F]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** How esbuild makes a module late that is required: what it exports is there only then. */
const madeLate = /return (\w+)&&\((\w+)=\1\(\1=0\)\),\2\b/;

const linker = `
const made=new Map();
function load(name){if(!made.has(name))made.set(name,make(chunks[name]));return made.get(name)}
async function make([needed,chunk]){const given=[];for(const name of needed)given.push(await load(name));return chunk(...given)}
`;

/** Names of what it imports, and the function from what they export to what it exports. */
function chunkFunction(name, text) {
	const needed = [];
	const parameters = [];
	if (madeLate.test(text)) {
		throw new Error(`${name} has modules that are made late, and change what it has exported.`);
	}

	imported.lastIndex = 0;
	let bodyBegins = 0;
	for (let match = imported.exec(text); match !== null; match = imported.exec(text)) {
		needed.push(match[2]);
		parameters.push(`{${renamed(match[1] ?? '', (from, to) => `${from}:${to}`)}}`);
		bodyBegins = imported.lastIndex;
	}

	const given = renamed(exported.exec(text)?.[1] ?? '', (from, to) => `${to}:${from}`);
	const body = text.slice(bodyBegins).replace(exported, '').replaceAll(dynamic, 'load("$1")');
	const [plain, waiting] = ['', 'async '].map(
		(kind) => `${kind}function(${parameters.join(',')}){${body};return{${given}}}`,
	);
	const written = [plain, waiting].find(isScript);
	if (written === undefined) {
		throw new Error(`${name} imports or exports in a way that cannot be linked.`);
	}

	return `[${JSON.stringify(needed)},${written}]`;
}

/** `a as b,c` with each name, and the name that it gets, put together anew. */
function renamed(list, together) {
	const names = list.split(',').filter(Boolean);
	return names.map((each) => together(each.split(' as ')[0], each.split(' as ').at(-1))).join(',');
}

/** Statements of modules are no part of a script. */
function isScript(text) {
	try {
		return Boolean(new vm.Script(`(${text})`));
	} catch {
		return false;
	}
}

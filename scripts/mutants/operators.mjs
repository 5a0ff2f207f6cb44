// The operators: which one-place changes of a source file a mutation run tries. Each is a rule from a node of the syntax
// tree to what stands in its place; types, tables of names (`as const`), assertions and the words of errors are left as they are.
import {parseSync} from 'vite';

const swapped = {
	'<': '<=',
	'<=': '<',
	'>': '>=',
	'>=': '>',
	'===': '!==',
	'!==': '===',
	'+': '-',
	'-': '+',
	'*': '+',
	'&': '|',
	'|': '&',
	'&&': '||',
	'||': '&&',
	'+=': '-=',
	'-=': '+=',
	'|=': '&=',
	'&=': '|=',
};

/** Operator tokens stand between their two sides, after whatever blanks, brackets and comments there are. */
function swapOperator({left, right, operator, ...scope}, text) {
	const to = swapped[operator];
	const start = text.indexOf(operator, left.end);
	return to !== undefined && start !== -1 && start < right.start
		? [{start, end: start + operator.length, text: to, scope}]
		: [];
}

/** Puts `text` in place of a whole node. */
const replace = (node, text) => ({start: node.start, end: node.end, text, scope: node});

const negate = ({test}, text) => [replace(test, `!(${text.slice(test.start, test.end)})`)];

const rules = {
	BinaryExpression: swapOperator,
	LogicalExpression: swapOperator,
	AssignmentExpression: swapOperator,
	IfStatement: negate,
	ConditionalExpression: negate,
	WhileStatement: ({test}) => [replace(test, 'false')],
	UnaryExpression: (node) =>
		/^[!~-]$/.test(node.operator)
			? [{start: node.start, end: node.argument.start, text: '', scope: node}]
			: [],
	ExpressionStatement: (node) => [{...replace(node, ';'), isStatement: true}],
	Literal: (node) =>
		typeof node.value === 'number'
			? [replace(node, String(node.value === 0 ? 1 : node.value === 1 ? 0 : node.value + 1))]
			: [],
};

/** What is no rule of the simulation: types, names of numbers, imports, our own assertions. */
function isLeftAlone(node) {
	const isAssertion =
		node.type === 'ExpressionStatement' &&
		node.expression.type === 'CallExpression' &&
		/^assert/.test(node.expression.callee.name ?? '');
	return (
		isAssertion ||
		node.type.startsWith('TS') ||
		node.type === 'ImportDeclaration' ||
		node.type === 'ThrowStatement'
	);
}

/**
 * Every mutant of a TypeScript file in the order of the file: what becomes of the characters [start, end), and in `scope`
 * the whole expression or statement that this changes.
 */
export function mutantsOf(text, file) {
	const found = [];
	visit(parse(text, file), (node) => {
		found.push(...(rules[node.type]?.(node, text) ?? []));
	});
	return found.sort((a, b) => a.start - b.start);
}

/** Where the bodies of loops begin. */
export function loopsOf(text, file) {
	const found = [];
	visit(parse(text, file), ({type, body}) => {
		if (/^(For|ForOf|ForIn|While|DoWhile)Statement$/.test(type)) {
			found.push(body.start + 1);
		}
	});
	return found;
}

function parse(text, file) {
	const {program, errors} = parseSync(file, text);
	if (errors.length > 0) {
		throw new Error(`${file}: ${errors[0].message}`);
	}

	return program;
}

function visit(node, take) {
	if (isLeftAlone(node)) {
		return;
	}

	take(node);
	const name = node.type === 'Property' && !node.computed ? node.key : undefined;
	for (const child of Object.values(node).flat()) {
		if (typeof child?.type === 'string' && child !== name) {
			visit(child, take);
		}
	}
}

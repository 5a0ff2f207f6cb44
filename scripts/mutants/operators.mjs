// The operators: which one-place changes of a source file a mutation run tries. Each is a rule from a node of the syntax
// tree to what stands in its place; types, assertions and the words of errors are left as they are.
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
function swapOperator({left, right, operator}, text) {
	const to = swapped[operator];
	const start = text.indexOf(operator, left.end);
	return to !== undefined && start !== -1 && start < right.start
		? [{start, end: start + operator.length, text: to}]
		: [];
}

const negate = ({test}, text) => [
	{start: test.start, end: test.end, text: `!(${text.slice(test.start, test.end)})`},
];

const rules = {
	BinaryExpression: swapOperator,
	LogicalExpression: swapOperator,
	AssignmentExpression: swapOperator,
	IfStatement: negate,
	ConditionalExpression: negate,
	WhileStatement: ({test}) => [{start: test.start, end: test.end, text: 'false'}],
	UnaryExpression: ({operator, start, argument}) =>
		operator === '!' || operator === '~' || operator === '-' ? [{start, end: argument.start, text: ''}] : [],
	ExpressionStatement: ({start, end}) => [{start, end, text: ';'}],
	Literal: ({value, start, end}) =>
		typeof value === 'number'
			? [{start, end, text: String(value === 0 ? 1 : value === 1 ? 0 : value + 1)}]
			: [],
};

/** What is no rule of the simulation: types, imports, our own assertions. */
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

/** Every mutant of a TypeScript file: [{start, end, text}] in characters, in the order of the file. */
export function mutantsOf(text, file) {
	const {program, errors} = parseSync(file, text);
	if (errors.length > 0) {
		throw new Error(`${file}: ${errors[0].message}`);
	}

	const found = [];
	visit(program, (node) => {
		found.push(...(rules[node.type]?.(node, text) ?? []));
	});
	return found.sort((a, b) => a.start - b.start);
}

function visit(node, take) {
	if (isLeftAlone(node)) {
		return;
	}

	take(node);
	for (const child of Object.values(node).flat()) {
		if (typeof child?.type === 'string') {
			visit(child, take);
		}
	}
}

/**
 * A run as a drawing of plain characters, a lane per actor, for a mail: time goes down, and what one actor
 * does stands in its lane. Steps in a row that show nothing are drawn as one line.
 */

export interface LaneMark {
  /** Which lane. */
  readonly lane: number;
  /** A few words. */
  readonly text: string;
  /** It changes what the story is about, or breaks it: it is never folded away. */
  readonly notable: boolean;
  /** Ids of the properties it violates. */
  readonly violates: readonly string[];
}

export interface LaneDiagram {
  readonly lanes: readonly string[];
  readonly marks: readonly LaneMark[];
}

/** What fits a mail that is quoted once or twice. */
const LINE_MAX = 76;
const NUMBER_WIDTH = 5;
const LANE_MIN = 10;
const GAP = 2;
/** So many steps of one actor in a row are drawn one by one. */
const ROW_MAX = 4;

interface Line {
  /** Empty for a folded line. */
  readonly number: string;
  readonly lane: number;
  readonly text: string;
  /** Behind all lanes, so that it is never cut off. */
  readonly wrong: string;
}

function lineOf({ lane, text, violates }: LaneMark, n: number): Line {
  const wrong = violates.length === 0 ? '' : `** ${violates.join(' ')}`;
  return { number: String(n + 1), lane, text, wrong };
}

/** Steps from `first` to `end` (exclusive), which are all of one lane. */
function linesOfRow(
  { marks }: LaneDiagram,
  { first, end }: { first: number; end: number },
): Line[] {
  const lines: Line[] = [];
  let folded = 0;
  for (let n = first; n < end; n++) {
    const mark = marks[n];
    if (mark === undefined) continue;
    const isEdge = n === first || n === end - 1;
    if (end - first > ROW_MAX && !isEdge && !mark.notable && mark.violates.length === 0) {
      folded += 1;
      continue;
    }
    if (folded > 0) lines.push(foldedLine(mark.lane, folded));
    folded = 0;
    lines.push(lineOf(mark, n));
  }
  return lines;
}

function foldedLine(lane: number, steps: number): Line {
  return { number: '', lane, text: steps === 1 ? ': 1 step' : `: ${steps} steps`, wrong: '' };
}

function linesOf(diagram: LaneDiagram): Line[] {
  const lines: Line[] = [];
  const { marks } = diagram;
  for (let first = 0; first < marks.length;) {
    let end = first + 1;
    while (end < marks.length && marks[end]?.lane === marks[first]?.lane) end += 1;
    lines.push(...linesOfRow(diagram, { first, end }));
    first = end;
  }
  return lines;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 2)}..`;
}

/** How wide each lane is: as its texts need, as far as there is room for all. */
function laneWidths({ lanes }: LaneDiagram, lines: readonly Line[]): number[] {
  const room = Math.floor((LINE_MAX - NUMBER_WIDTH) / Math.max(1, lanes.length)) - GAP;
  return lanes.map((name, lane) => {
    const texts = lines.filter((line) => line.lane === lane).map(({ text }) => text.length);
    return Math.min(Math.max(LANE_MIN, room), Math.max(name.length, ...texts));
  });
}

export interface DrawnLanes {
  readonly lines: readonly string[];
  /** The steps that are drawn one by one, from 1 on. */
  readonly shown: readonly number[];
}

/** The lines of the drawing. */
export function laneDiagram(diagram: LaneDiagram): string[] {
  return [...drawLanes(diagram).lines];
}

export function drawLanes(diagram: LaneDiagram): DrawnLanes {
  const lines = linesOf(diagram);
  const widths = laneWidths(diagram, lines);
  const draw = (number: string, cells: readonly string[], wrong = ''): string => {
    const lanes = cells.map((cell, lane) => {
      const width = widths[lane] ?? 0;
      return cut(cell, width).padEnd(width + GAP);
    });
    return `${number.padStart(NUMBER_WIDTH - 1)} ${lanes.join('')}${wrong}`.trimEnd();
  };
  const head = draw('', diagram.lanes);
  const body = lines.map(({ number, lane, text, wrong }) => {
    const cells = diagram.lanes.map((_, at) => (at === lane ? text : '|'));
    return draw(number, cells, wrong);
  });
  const shown = lines.flatMap(({ number }) => (number === '' ? [] : [Number(number)]));
  return { lines: [head, ...body], shown };
}

/** What the drawing has no room for, by its numbers, in lines that fit the same mail. */
export function laneLegend(
  notes: readonly { readonly n: number; readonly text: string }[],
): string[] {
  return notes.flatMap(({ n, text }) =>
    wrapped(text, LINE_MAX - NUMBER_WIDTH).map((line, i) => {
      const number = i === 0 ? String(n) : '';
      return `${number.padStart(NUMBER_WIDTH - 1)} ${line}`;
    }),
  );
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

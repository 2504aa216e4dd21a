/** Hands the browser a file to keep. */
export interface FileToSave {
  readonly name: string;
  readonly content: Blob;
}

export function saveFile({ content, name }: FileToSave): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken what it needs by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}

export function textFile(name: string, type: string, text: string): FileToSave {
  return { name, content: new Blob([text], { type: `${type};charset=utf-8` }) };
}

import { useRef, type ReactNode } from 'react';
import { useTrace } from '../../state/trace/trace-port.ts';
import { Button } from '../controls/button.tsx';

interface OpenFileButtonProps {
  readonly look?: 'plain' | 'primary';
  readonly children: ReactNode;
}

/** Any file: traces have no ending of their own. */
export function OpenFileButton({ children, look = 'plain' }: OpenFileButtonProps) {
  const { send } = useTrace();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        data-open-trace
        aria-label="File of a trace"
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = ''; // the same file may be chosen again
          if (file !== undefined) send({ type: 'open', source: { name: file.name, file } });
        }}
      />
      <Button look={look} title="Open a trace (o)" onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}

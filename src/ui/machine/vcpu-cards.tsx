import type { VcpuCard as VcpuCardModel } from '../../view/machine/vcpu-card.ts';
import type { PageLog } from '../../view/machine/page-log.ts';
import { VcpuCard, type VcpuCardProps } from './vcpu-card.tsx';
import styles from './machine-panel.module.css';

interface VcpuCardsProps extends Pick<VcpuCardProps, 'actors' | 'onSelect' | 'parts'> {
  readonly cards: readonly VcpuCardModel[];
  /** Null where all of them have room in full. */
  readonly short: boolean | null;
  readonly onShort: (short: boolean) => void;
  readonly pml: PageLog['pml'] | undefined;
}

/** All vCPUs, in short where they are a crowd. */
export function VcpuCards({ cards, onShort, pml, short, ...given }: VcpuCardsProps) {
  return (
    <div className={styles['cards']} data-scroller="cards">
      {cards.map((card) => (
        <VcpuCard
          {...given}
          key={card.key}
          card={card}
          compact={short === true}
          pml={pml?.[card.actor] ?? null}
        />
      ))}
      {short !== null && (
        <button
          type="button"
          className={styles['fold']}
          onClick={() => onShort(!short)}
          data-screen-only
        >
          {short ? 'vCPUs in full' : 'vCPUs in short'}
        </button>
      )}
    </div>
  );
}

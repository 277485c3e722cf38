import { renderInTestApp } from '@backstage/test-utils';
import { act, screen } from '@testing-library/react';
import { useReducer } from 'react';
import { RelativeTime } from './RelativeTime';

const start = Date.parse('2026-01-01T00:00:00Z');

describe('RelativeTime', () => {
  beforeEach(() => jest.useFakeTimers({ now: start }));
  afterEach(() => jest.useRealTimers());

  it('puts what has just happened into the past, between two ticks too', async () => {
    let renderAgain = () => {};
    const Page = () => {
      const [ticks, increase] = useReducer((count: number) => count + 1, 0);
      renderAgain = increase;
      const time = ticks ? '2026-01-01T00:00:05Z' : '2025-12-31T23:59:00Z';
      return <RelativeTime time={time} />;
    };
    await renderInTestApp(<Page />);
    expect(screen.getByText('1 min ago')).toBeInTheDocument();
    act(() => {
      jest.setSystemTime(start + 6_000);
      renderAgain();
    });
    expect(screen.getByText('1 s ago')).toBeInTheDocument();
  });

  it('grows old by itself', async () => {
    await renderInTestApp(<RelativeTime time="2026-01-01T00:00:20Z" />);
    expect(screen.getByText('in 20 s')).toBeInTheDocument();
    act(() => jest.advanceTimersByTime(30_000));
    expect(screen.getByText('10 s ago')).toBeInTheDocument();
  });

  it('shows nothing for what is no time', async () => {
    const { container } = await renderInTestApp(<RelativeTime time="soon" />);
    expect(container.querySelector('time')).toBeNull();
  });
});

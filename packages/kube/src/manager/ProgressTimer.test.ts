import { FakeClock } from '../api/clock';
import { ProgressTimer } from './ProgressTimer';

describe('ProgressTimer', () => {
  const setUp = () => {
    const clock = new FakeClock();
    const onElapsed = jest.fn();
    const timer = new ProgressTimer({ clock, delayMs: 1_000, onElapsed });
    return { clock, onElapsed, timer };
  };

  it('calls back once after its delay, however often it is started', async () => {
    const { clock, onElapsed, timer } = setUp();
    timer.start();
    await clock.advance(600);
    timer.start();
    await clock.advance(400);
    expect(onElapsed).toHaveBeenCalledTimes(1);
    await clock.advance(5_000);
    expect(onElapsed).toHaveBeenCalledTimes(1);
  });

  it('does not count pauses, and adds up what lies between them', async () => {
    const { clock, onElapsed, timer } = setUp();
    timer.start();
    for (let pauses = 0; pauses < 3; pauses++) {
      await clock.advance(300);
      const resume = timer.pause();
      await clock.advance(60_000);
      resume();
      resume();
    }
    await clock.advance(99);
    expect(onElapsed).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(onElapsed).toHaveBeenCalledTimes(1);
  });

  it('waits for the end of all pauses, also when it starts in one', async () => {
    const { clock, onElapsed, timer } = setUp();
    const [first, second] = [timer.pause(), timer.pause()];
    timer.start();
    first();
    await clock.advance(60_000);
    second();
    await clock.advance(999);
    expect(onElapsed).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(onElapsed).toHaveBeenCalledTimes(1);
  });

  it('does not call back once cancelled, in a pause or out of it', async () => {
    const { clock, onElapsed, timer } = setUp();
    timer.start();
    const resume = timer.pause();
    timer.cancel();
    resume();
    timer.start();
    timer.cancel();
    await clock.advance(60_000);
    expect(onElapsed).not.toHaveBeenCalled();
    expect(clock.pending).toBe(0);
  });
});

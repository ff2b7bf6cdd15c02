//! From where an event arises to those who listen: on time, or twice, late, or never, as the event faults say.

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::clock::VirtualTime;
use crate::faults::EventFaults;
use crate::random;

/// An event that waits for the next one to overtake it goes after this long at the latest.
const HELD_BACK_SECONDS_MAX: u64 = 60;

/// Those who listen, and what they still have to get.
#[derive(Debug, Default)]
pub(crate) struct Delivery {
    listeners: Vec<UnboundedSender<Value>>,
    held_back: Vec<(VirtualTime, Value)>,
}

impl Delivery {
    /// From now on every event goes to this receiver as well.
    pub(crate) fn listen(&mut self) -> UnboundedReceiver<Value> {
        let (sender, receiver) = unbounded_channel();
        self.listeners.push(sender);
        receiver
    }

    /// Hands on the n-th event. What was held back comes after it, the second copy of a doubled one after the next.
    pub(crate) fn publish(
        &mut self,
        now: VirtualTime,
        event: Value,
        (seed, number): (u64, u64),
        faults: EventFaults,
    ) {
        let luck = |word: &str| random::fraction(seed, &[word, &number.to_string()]);
        if luck("event lost") < faults.lost {
            return;
        }
        let overtaken = std::mem::take(&mut self.held_back);
        if luck("event duplicate") < faults.duplicate {
            self.held_back.push((now, event.clone()));
        }
        if luck("event reordered") < faults.reordered {
            self.held_back.push((now, event));
        } else {
            self.send(&event);
        }
        for (_, event) in overtaken {
            self.send(&event);
        }
    }

    /// Hands on what nothing has overtaken for a while.
    pub(crate) fn release(&mut self, now: VirtualTime) {
        let is_over = |since: &VirtualTime| since.plus_seconds(HELD_BACK_SECONDS_MAX) <= now;
        let (over, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.held_back).into_iter().partition(|(since, _)| is_over(since));
        self.held_back = waiting;
        for (_, event) in over {
            self.send(&event);
        }
    }

    fn send(&mut self, event: &Value) {
        self.listeners.retain(|listener| listener.send(event.clone()).is_ok());
    }
}

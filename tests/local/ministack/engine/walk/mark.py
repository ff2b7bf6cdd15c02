"""How far one line of states has come: an execution, a branch of a Parallel or an iteration of a Map."""

import copy


class Mark:
    """The state that a line is in, with what it entered it with; no state when the line has ended."""

    def __init__(self, state, state_input, variables, map_item=None):
        self.map_item = map_item
        self.enter(state, state_input, variables)

    def enter(self, state, state_input, variables):
        """Enters a state; without one, the line has ended and the input is its output."""
        self.state = state
        self.input = state_input
        self.variables = copy.deepcopy(variables)
        self.resumed = False
        # Of the present state: the marks of its branches or iterations, or its Map Run.
        self.parts = []
        self.map_run = None

    def resume(self):
        """Marks every line that has not ended as taken up again by a redrive."""
        if self.state is not None:
            self.resumed = True
            for part in self.parts:
                part.resume()

    def was_resumed(self):
        """Whether this is the first attempt at the state since a redrive; a Retry after it starts from nothing."""
        resumed, self.resumed = self.resumed, False
        return resumed

#include "tune/side_by_side.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace coppice;

TEST_CASE(
    "jobs side by side do all their steps once, and the last few do not keep a thread to "
    "themselves") {
  for (const int threads : {1, 2, 3, 8}) {
    const ThreadCountScope scope(threads);
    for (std::size_t jobs = 0; jobs < 12; ++jobs) {
      std::vector<int> steps(jobs, 0), calls(jobs, 0), asked(jobs, 0);
      side_by_side(jobs, [&](std::size_t i, const Leave& leave) {
        ++calls[i];
        const int wanted = 50 * (1 + static_cast<int>(i * 7 % 5));
        while (steps[i] < wanted) {
          if (leave()) {
            ++asked[i];
            return false;
          }
          ++steps[i];
        }
        return true;
      });
      for (std::size_t i = 0; i < jobs; ++i) {
        CHECK(steps[i] == 50 * (1 + static_cast<int>(i * 7 % 5)));
        CHECK(calls[i] <= 2);
        CHECK(asked[i] <= 1);
      }
      // So few that half the threads would idle: all of them are run one after the other.
      if (threads > 1 && jobs * 2 <= static_cast<std::size_t>(threads)) {
        for (const int count : calls) CHECK(count == 1);
      }
    }
  }
}

TEST_CASE("inside a team nobody is asked to leave") {
  const ThreadCountScope scope(4);
  run_team(2, [](int) {
    side_by_side(1, [](std::size_t, const Leave& leave) {
      CHECK_FALSE(leave());
      return true;
    });
  });
}

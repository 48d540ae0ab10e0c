#include "base/parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace coppice;

TEST_CASE("parallel_for calls each item once, for any number of threads") {
  for (const int threads : {1, 2, 3, 8}) {
    const ThreadCountScope scope(threads);
    for (const std::size_t n : {0u, 1u, 2u, 7u, 1000u}) {
      std::vector<std::atomic<int>> calls(n);
      parallel_for(n, [&](std::size_t i) { ++calls[i]; });
      for (const auto& count : calls) CHECK(count == 1);
    }
  }
}

TEST_CASE("blocks cover the range in order and their cuts do not depend on threads") {
  const auto cuts = [](std::size_t n, std::size_t block) {
    std::vector<std::size_t> ends((n + block - 1) / block);
    parallel_blocks(n, block, [&](std::size_t begin, std::size_t end) {
      ends[begin / block] = end;
      CHECK(begin % block == 0);
    });
    return ends;
  };
  for (const int threads : {1, 2, 8}) {
    const ThreadCountScope scope(threads);
    CHECK(cuts(0, 10).empty());
    CHECK(cuts(10, 10) == std::vector<std::size_t>{10});
    CHECK(cuts(25, 10) == std::vector<std::size_t>{10, 20, 25});
  }
}

TEST_CASE("a team runs every index once, index 0 on the caller") {
  std::vector<std::atomic<int>> calls(5);
  run_team(5, [&](int thread) { ++calls[static_cast<std::size_t>(thread)]; });
  for (const auto& count : calls) CHECK(count == 1);
  CHECK_FALSE(inside_team());
}

TEST_CASE("parallel work inside a team runs on its thread alone") {
  const ThreadCountScope scope(4);
  std::atomic<int> nested{0}, wrong{0};
  run_team(4, [&](int) {
    if (!inside_team()) ++wrong;
    run_team(4, [&](int thread) { wrong += thread != 0; });
    parallel_for(10, [&](std::size_t) { ++nested; });
  });
  CHECK(nested == 40);
  CHECK(wrong == 0);
  CHECK_FALSE(inside_team());
}

TEST_CASE("the exception of the lowest thread comes out, after all have ended") {
  std::atomic<int> ended{0};
  std::string message;
  try {
    run_team(6, [&](int thread) {
      ++ended;
      if (thread >= 2) throw std::runtime_error("thread " + std::to_string(thread));
    });
  } catch (const std::runtime_error& error) {
    message = error.what();
  }
  CHECK(message == "thread 2");
  CHECK(ended == 6);
  CHECK_FALSE(inside_team());
}

TEST_CASE("an exception in parallel_for comes out, and the next loop works") {
  for (const int threads : {1, 2, 8}) {
    const ThreadCountScope scope(threads);
    CHECK_THROWS_AS(parallel_for(100,
                                 [](std::size_t i) {
                                   if (i == 57) throw std::out_of_range("57");
                                 }),
                    std::out_of_range);
    std::atomic<int> calls{0};
    parallel_for(100, [&](std::size_t) { ++calls; });
    CHECK(calls == 100);
  }
}

TEST_CASE("a thread count is at least 1 and a scope puts it back") {
  const int before = thread_count();
  {
    const ThreadCountScope scope(3);
    CHECK(thread_count() == 3);
    const ThreadCountScope none(0);
    CHECK(thread_count() == 1);
  }
  CHECK(thread_count() == before);
  CHECK(available_processors() >= 1);
}

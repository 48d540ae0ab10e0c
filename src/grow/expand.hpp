#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "base/parallel.hpp"
#include "grow/frontier.hpp"
#include "grow/grower.hpp"

namespace coppice {

// How the leaves of a frontier are expanded, by a grower of any kind. `expand(node, left, right,
// children_are_leaves)` moves the node's rows to its children and finds their best splits; it is
// called for distinct nodes at the same time from different threads.

namespace detail {

template <class Expand>
void expand_one(Frontier& frontier, Node& node, const Expand& expand,
                std::unique_lock<std::mutex>* lock) {
  Node* left = frontier.make_node();
  Node* right = frontier.make_node();
  const bool last = frontier.last_split();
  if (lock != nullptr) lock->unlock();
  expand(node, *left, *right, last);
  if (lock != nullptr) lock->lock();
  node.left = left;
  node.right = right;
  node.state = Node::State::expanded;
  frontier.advance();
}

}  // namespace detail

/// Leaves of at least `least_rows` rows, one at a time: `expand` may use all threads.
template <class Expand>
void expand_shared(Frontier& frontier, std::size_t least_rows, const Expand& expand) {
  while (Node* node = frontier.done() ? nullptr : frontier.next_to_expand(least_rows)) {
    detail::expand_one(frontier, *node, expand, nullptr);
  }
}

/// All others, each by one thread.
template <class Expand>
void expand_apart(Frontier& frontier, const Expand& expand) {
  if (frontier.done()) return;
  std::mutex mutex;
  std::condition_variable changed;
  bool failed = false;
  run_team(thread_count(), [&](int) {
    std::unique_lock lock(mutex);
    while (!frontier.done() && !failed) {
      Node* node = frontier.next_to_expand(0);
      if (node == nullptr) {
        changed.wait(lock);
        continue;
      }
      try {
        detail::expand_one(frontier, *node, expand, &lock);
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        failed = true;
        changed.notify_all();
        throw;
      }
      changed.notify_all();
    }
    changed.notify_all();
  });
}

/// The tree of the splits that were taken.
GrownTree harvest(const Frontier& frontier);

}  // namespace coppice

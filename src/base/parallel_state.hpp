#pragma once

#include <exception>
#include <functional>
#include <vector>

namespace coppice::detail {

/// Marks the calling thread as inside a team for the life of this object.
class TeamScope {
 public:
  TeamScope();
  ~TeamScope();
  TeamScope(const TeamScope&) = delete;
  TeamScope& operator=(const TeamScope&) = delete;
};

/// Forks `threads` threads that call body(0..threads-1), and joins them. body does not throw.
/// One definition per thread backend, chosen by the build.
void fork_join(int threads, const std::function<void(int)>& body);

}  // namespace coppice::detail

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coppice {

// What a step of work will take is estimated from the sizes at hand and required before it starts,
// so that a data set that is too large is told in a line and not by the kernel. Results do not
// depend on the limit.

/// Bytes of a page.
std::size_t page_bytes();
/// Bytes that the process may take: what was set, or what the machine or (less) its container has.
std::size_t memory_limit();
/// 0: that of the machine or container.
void set_memory_limit(std::size_t bytes);
/// Bytes that the process takes now, without those kept for blocks to come.
std::size_t memory_in_use();
/// Bytes up to the limit, 0 where it is passed.
std::size_t memory_left();

/// Throws a usage error where `bytes` more would pass the limit; it names what they are for, how
/// much memory would do, and what to do.
void require_memory(std::size_t bytes, std::string_view what);

/// The least limit among a process's control groups, by its line in /proc/self/cgroup ("0::/a/b");
/// `root` is where they are mounted. No limit: the largest size.
std::size_t cgroup_limit(std::string_view groups, const std::string& root);

}  // namespace coppice

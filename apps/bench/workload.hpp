#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace coppice::bench {

/// How large the data are, as a factor of the size that the table in main.cpp gives.
using Scale = double;

/// What is timed: `body`, after `setup` (may be empty), again and again.
struct Job {
  std::function<void()> setup, body;
  double work = 0;            ///< units that one body does
  const char* unit = "MB/s";  ///< "MB/s": work in bytes; else "ns/...": nanoseconds a unit of work
};

/// One row of the table in main.cpp.
struct Workload {
  const char* name;
  Job (*make)(Scale);
};

/// The workloads of src/data, src/bins and src/model.
std::vector<Workload> text_workloads();
std::vector<Workload> bin_workloads();
std::vector<Workload> predict_workloads();

}  // namespace coppice::bench

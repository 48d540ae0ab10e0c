// coppice_bench: how fast the parts of the engine are on this machine, on data that it makes
// itself. One figure a line: workload, figure, unit, seconds of the median run, seconds of all
// processors in that run.
//
//   workload        data                                          figure
//   read-csv        400,000 x 29 numbers, a label                 text to columns, MB/s
//   read-quoted     1,000,000 x 7, quoted, two columns of text    text to columns, MB/s
//   read-libsvm     100,000 x 20,000, 50 non-zeros a row          text to sparse rows, MB/s
//   edges           400,000 x 28 numbers                          bin edges, ns a value
//   edges-all       the same, from all values                     bin edges, ns a value
//   bin             the same                                      values to bins, ns a value
//   bin-sparse      100,000 x 20,000, 50 non-zeros a row          edges, bundles, bins, ns a value
//   predict         400,000 rows, 100 trees of 255 leaves         rows in memory, ns a tree and row
//   predict-classes 20,000 x 784, 1,000 trees of 31 leaves, 10    rows in memory, ns a tree and row
//                   outputs
//   compile-model   1,000 trees of 255 leaves                     model in memory to compiled, ns a
//   split

#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "bench/workload.hpp"

namespace {

using namespace coppice;
using namespace coppice::bench;

struct Options {
  std::vector<std::string> names;
  int threads = available_processors();
  int runs = 5;
  double scale = 1;
};

struct Times {
  double wall = 0, processors = 0;  ///< seconds
};

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Times time_once(const Job& job) {
  if (job.setup) job.setup();
  const auto start = std::chrono::steady_clock::now();
  const double processors = processor_seconds();
  job.body();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return {wall.count(), processor_seconds() - processors};
}

Times median_run(const Job& job, int runs) {
  std::vector<Times> times;
  for (int run = 0; run < runs; ++run) times.push_back(time_once(job));
  std::sort(times.begin(), times.end(),
            [](const Times& a, const Times& b) { return a.wall < b.wall; });
  return times[times.size() / 2];
}

double figure_of(const Job& job, double seconds) {
  return std::string_view(job.unit) == "MB/s" ? job.work / seconds * 1e-6
                                              : seconds / job.work * 1e9;
}

std::vector<Workload> all_workloads() {
  std::vector<Workload> all;
  for (const auto& some : {text_workloads(), bin_workloads(), predict_workloads()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

void run(const Options& options) {
  set_thread_count(options.threads);
  const std::vector<Workload> workloads = all_workloads();
  for (const std::string& name : options.names) {
    if (std::none_of(workloads.begin(), workloads.end(),
                     [&](const Workload& workload) { return workload.name == name; })) {
      throw usage_error("no workload is called '{}'; without a name all are run", name);
    }
  }
  for (const Workload& workload : workloads) {
    const auto& names = options.names;
    if (!names.empty() && std::find(names.begin(), names.end(), workload.name) == names.end()) {
      continue;
    }
    const Job job = workload.make(options.scale);
    const Times times = median_run(job, options.runs);
    fmt::print("{:<16} {:>9.2f} {:<12} {:>8.3f} s {:>8.3f} cpu s\n", workload.name,
               figure_of(job, times.wall), job.unit, times.wall, times.processors);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Measures the parts of Coppice; one figure a line");
  app.add_option("workload", options.names, "Workloads to run; all where none is named");
  app.add_option("--threads", options.threads, "Threads")->check(CLI::PositiveNumber);
  app.add_option("--runs", options.runs, "Runs of each; the median counts")
      ->check(CLI::PositiveNumber);
  app.add_option("--scale", options.scale, "Size of the data, 1: as the table says")
      ->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  try {
    run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "coppice_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}

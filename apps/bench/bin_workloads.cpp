#include "bench/made_data.hpp"
#include "bench/workload.hpp"
#include "bins/binned_table.hpp"

namespace coppice::bench {

namespace {

constexpr std::size_t kColumns = 28;
constexpr std::size_t kLeastRows = 20;  ///< in a leaf

/// The table that a run uses up, made anew from the one that stays.
struct Tables {
  Table whole, used;
  BinEdges edges;
};

std::shared_ptr<Tables> dense(Scale scale) {
  const auto tables = std::make_shared<Tables>();
  tables->whole = dense_table(static_cast<std::size_t>(400000 * scale) + 2, kColumns);
  return tables;
}

Job edges_job(Scale scale, std::int64_t sample) {
  const auto tables = dense(scale);
  Job job;
  job.unit = "ns/value";
  job.work = static_cast<double>(tables->whole.rows * kColumns);
  job.body = [tables, sample] {
    BinParams params;
    params.edge_sample_rows = sample;
    tables->edges = fit_edges(tables->whole, params);
  };
  return job;
}

Job edges(Scale scale) {
  return edges_job(scale, BinParams{}.edge_sample_rows);
}
Job edges_all(Scale scale) {
  return edges_job(scale, 0);
}

Job bin(Scale scale) {
  const auto tables = dense(scale);
  tables->edges = fit_edges(tables->whole, {});
  Job job;
  job.unit = "ns/value";
  job.work = static_cast<double>(tables->whole.rows * kColumns);
  job.setup = [tables] { tables->used = tables->whole; };
  job.body = [tables] { bin_table(tables->used, tables->edges, kLeastRows); };
  return job;
}

Job bin_sparse(Scale scale) {
  const auto tables = std::make_shared<Tables>();
  tables->whole = sparse_table(static_cast<std::size_t>(100000 * scale) + 2, 20000, 50);
  Job job;
  job.unit = "ns/value";
  job.work = static_cast<double>(tables->whole.sparse.value.size());
  job.setup = [tables] { tables->used = tables->whole; };
  job.body = [tables] { fit_and_bin(tables->used, {}, kLeastRows); };
  return job;
}

}  // namespace

std::vector<Workload> bin_workloads() {
  return {{"edges", edges}, {"edges-all", edges_all}, {"bin", bin}, {"bin-sparse", bin_sparse}};
}

}  // namespace coppice::bench

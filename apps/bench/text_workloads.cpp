#include <filesystem>

#include "bench/made_data.hpp"
#include "bench/workload.hpp"
#include "data/reader.hpp"

namespace coppice::bench {

namespace {

std::size_t scaled(double size, Scale scale) {
  return static_cast<std::size_t>(size * scale) + 2;
}

/// Reads the text from a file, as training does.
Job read_job(const std::string& text, const std::string& label) {
  const auto file = std::make_shared<ScratchFile>(text);
  Job job;
  job.work = static_cast<double>(text.size());
  job.body = [file, label] {
    ReadParams params;
    params.label = label;
    ReadRequest request;
    request.need_label = true;
    Observer observer;
    read_table(file->path(), params, request, observer);
  };
  return job;
}

Job read_csv(Scale scale) {
  return read_job(dense_csv(scaled(400000, scale), 28), "y");
}
Job read_quoted(Scale scale) {
  return read_job(quoted_csv(scaled(1000000, scale)), "delayed");
}
Job read_libsvm(Scale scale) {
  return read_job(libsvm_text(scaled(100000, scale), 20000, 50), "");
}

}  // namespace

std::vector<Workload> text_workloads() {
  return {{"read-csv", read_csv}, {"read-quoted", read_quoted}, {"read-libsvm", read_libsvm}};
}

}  // namespace coppice::bench

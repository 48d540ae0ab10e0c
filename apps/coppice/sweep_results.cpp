#include "coppice/sweep_results.hpp"

#include <fmt/format.h>

#include "base/atomic_file.hpp"
#include "boost/booster_params.hpp"
#include "coppice/best_config.hpp"
#include "coppice/console.hpp"
#include "coppice/sweep_report.hpp"
#include "model/model.hpp"
#include "model/utf8.hpp"
#include "tune/leaderboard.hpp"

namespace coppice {

namespace {

std::string best_config(SweepResults& results, TrainParams& params) {
  ReadParams plain_read;
  TrainParams plain = default_params(params.boost.booster);
  plain.boost.booster = TrainParams{}.boost.booster;  // so that it is listed where it is another
  const TrialRecord& best = results.ranked.front();
  std::string text = fmt::format(
      "# Trial {} of a sweep over {}: {} {:.6g}. The same model as best.json:\n#\n#   coppice "
      "train --config "
      "best.toml -o model.json\n\n",
      best.number, printable(results.data), results.head.metric, best.value);
  text += toml_line("data", results.data);
  if (!results.valid.empty()) text += toml_line("valid", results.valid);
  text += changed_parameters(parameters_of(results.read), parameters_of(plain_read));
  return text + changed_parameters(parameters_of_training(params), parameters_of_training(plain));
}

void write_file(const std::string& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace

std::vector<NamedPath> sweep_files(const std::string& folder) {
  std::vector<NamedPath> files;
  for (const char* name :
       {"ledger.jsonl", "leaderboard.csv", "report.html", "best.json", "best.toml"}) {
    files.push_back({"--out", folder + '/' + name});
  }
  return files;
}

TrainParams best_params(const TrainParams& fixed, const TrialRecord& best) {
  TrainParams params = with_values(fixed, best.values);
  params.boost.trees = best.best_round;
  params.boost.early_stopping_rounds = 0;
  return params;
}

void write_results(SweepResults results, TrainParams params, const Model& model) {
  const std::string& folder = results.folder;
  write_file(folder + "/leaderboard.csv",
             leaderboard_csv(results.ranked, results.space, results.head.metric));
  write_file(folder + "/report.html",
             sweep_report(results.data, results.space, results.head, results.ranked));
  save_model(model, folder + "/best.json");
  write_file(folder + "/best.toml", best_config(results, params));
}

}  // namespace coppice

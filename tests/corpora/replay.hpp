// tests/corpora/replay.hpp -- a corpus run on helios, its report kept beside the build.
#pragma once

#include <tests/support/corpora.hpp>
#include <tests/support/slt/helios_engine.hpp>
#include <tests/support/slt/runner.hpp>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace helios::test {

/// Runs the folder's files but for the records that PostgreSQL contradicts, and writes the report
/// to reports/<name> of the build.
[[nodiscard]] inline slt::report replay_corpus(std::string const& name,
                                               std::filesystem::path const& folder,
                                               slt::dialect form, slt::run_options how = {},
                                               helios_options options = {}) {
  // A query of 64 tables in a wrong order would take for ever.
  options.timeout = std::chrono::seconds(20);
  how.ignored = slt::disagreements::of_folder(folder);
  slt::runner run([&] { return std::make_unique<helios_engine>(options); }, std::move(how));
  slt::report report = run.run_folder(folder, form);
  report.write(std::filesystem::path(HELIOS_TEST_REPORTS) / name);
  std::printf("%s: %s\n", name.c_str(), report.summary().c_str());
  return report;
}

}  // namespace helios::test

// tests/support/corpora.hpp -- public data sets that some tests read (TPC-H, sqllogictest, ...).
//
// They are not part of the repository: the environment's HELIOS_CORPORA names their folder, else it
// is ../shared/corpora beside the repository. Where they are missing a test says so and is skipped;
// in CI (CI=true) that is a failure.
#pragma once

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace helios::test {

/// The folder of one corpus, or nullopt after telling why there is none: the caller then returns.
[[nodiscard]] inline std::optional<std::filesystem::path> corpus(std::string_view name) {
  char const* const set = std::getenv("HELIOS_CORPORA");
  std::filesystem::path const root = set != nullptr ? set : HELIOS_TEST_CORPORA;
  std::filesystem::path path = root / name;
  if (std::filesystem::is_directory(path)) return path;
  std::string const missing = "corpus not found: " + path.string() + " (set HELIOS_CORPORA)";
  char const* const ci = std::getenv("CI");
  if (ci != nullptr && std::string_view(ci) == "true") FAIL(missing);
  WARN("skipped, " << missing);
  return std::nullopt;
}

}  // namespace helios::test

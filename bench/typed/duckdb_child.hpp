// DuckDB, asked through a Python process of its own that times its queries alone: $DUCKDB_PYTHON,
// else python3. Where it has no module `duckdb` the figures beside it are left out.
#pragma once

#include <bench/support/measure.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace helios::bench {

class duckdb_child {
 public:
  /// `table`: how it is made, with {rows} for their number.
  duckdb_child(std::string const& table, std::int64_t rows) {
    std::array<int, 2> to{}, from{};
    if (::pipe(to.data()) != 0 || ::pipe(from.data()) != 0) throw std::runtime_error("pipe failed");
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(to[0], STDIN_FILENO);
      ::dup2(from[1], STDOUT_FILENO);
      for (int const each : {to[0], to[1], from[0], from[1]}) ::close(each);
      char const* const chosen = std::getenv("DUCKDB_PYTHON");
      char const* const python = chosen != nullptr ? chosen : "python3";
      ::execlp(python, python, "-c", program, table.c_str(), std::to_string(rows).c_str(), nullptr);
      ::_exit(1);
    }
    ::close(to[0]);
    ::close(from[1]);
    ask_ = ::fdopen(to[1], "w");
    answer_ = ::fdopen(from[0], "r");
    if (child_ < 0 || ask_ == nullptr || answer_ == nullptr)
      throw std::runtime_error("no process for DuckDB");
    is_there_ = line() == "ready";
    if (!is_there_)
      std::fprintf(stderr, "  DuckDB is missing (pip install duckdb, DUCKDB_PYTHON): left out\n");
  }
  duckdb_child(duckdb_child const&) = delete;
  duckdb_child& operator=(duckdb_child const&) = delete;
  ~duckdb_child() {
    std::fclose(ask_);  // it ends when there is nothing to read any more
    std::fclose(answer_);
    ::waitpid(child_, nullptr, 0);
  }

  [[nodiscard]] bool is_there() const noexcept { return is_there_; }
  /// The time of one query, whose only value is near to what is expected.
  [[nodiscard]] double milliseconds(std::string const& query, double expected) {
    std::fprintf(ask_, "%s\n", query.c_str());
    std::fflush(ask_);
    double const taken = std::stod(line()), found = std::stod(line());
    if (std::abs(found - expected) > 1e-6 * std::abs(expected))
      throw std::runtime_error("DuckDB: a wrong answer");
    return taken;
  }

 private:
  static constexpr char const* program = R"(
import sys, time
try:
    import duckdb
except ImportError:
    print("missing", flush=True)
    sys.exit()
db = duckdb.connect(":memory:")
db.execute(sys.argv[1].replace("{rows}", sys.argv[2]))
db.execute("SET threads = 1")
print("ready", flush=True)
for query in sys.stdin:
    begin = time.perf_counter()
    value = db.execute(query).fetchone()[0]
    print((time.perf_counter() - begin) * 1e3)
    print(float(value), flush=True)
)";

  [[nodiscard]] std::string line() {
    std::array<char, 128> text{};
    if (std::fgets(text.data(), text.size(), answer_) == nullptr) return {};
    std::string all = text.data();
    while (!all.empty() && all.back() == '\n') all.pop_back();
    return all;
  }

  pid_t child_ = -1;
  std::FILE* ask_ = nullptr;
  std::FILE* answer_ = nullptr;
  bool is_there_ = false;
};

}  // namespace helios::bench

// tests/fuzz/sql.cpp -- no text crashes the parser or an engine in memory (run under ASan); what is
// read is printed as the same; a statement that fails leaves no trace.
//
// Seeds: any SQL, a text per file. An input of 4 KiB is enough: -max_len=4096.
#include <tests/support/hostile_statement.hpp>
#include <tests/support/statement_mutation.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

using namespace helios;
using namespace helios::test;

namespace {

constexpr char const* tables =
    "CREATE TABLE t (id int PRIMARY KEY, a int, b text, n numeric(8,2), d date, x double "
    "precision);"
    "CREATE TABLE u (a bigint UNIQUE, b varchar(5) NOT NULL DEFAULT 'u', c boolean, i interval);"
    "CREATE INDEX t_a ON t (a DESC, b); CREATE VIEW v AS SELECT t.a, u.b FROM t JOIN u ON t.a = "
    "u.a;"
    "INSERT INTO t VALUES (1, 1, 'one', 1.5, '2024-01-01', 'NaN'), (2, NULL, NULL, NULL, NULL, 0),"
    "(3, 3, 'three', -3, 'infinity', 'Infinity');"
    "INSERT INTO u VALUES (1, 'a', true, '1 day'), (NULL, '', NULL, NULL), (3, 'c', false, '-1 "
    "mon')";

void expect(std::string const& wrong) {
  if (wrong.empty()) return;
  std::fprintf(stderr, "%s\n", wrong.c_str());
  std::abort();
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  if (seed % 4 == 0) return LLVMFuzzerMutate(data, size, most);
  random_source random;
  random.engine.seed(seed);
  std::string const text(reinterpret_cast<char const*>(data), size);
  std::string const made = mutated(random, words_of_sql(text), {});
  std::size_t const kept = std::min(made.size(), most);
  std::memcpy(data, made.data(), kept);
  return kept;
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  expect(wrong_in_parser(text));
  hostile_engine engine;
  engine.session().execute(tables);
  expect(engine.wrong_in_transaction(text));
  expect(engine.wrong_with_text(text));
  return 0;
}

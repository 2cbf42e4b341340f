// tests/api/session_fixture.hpp -- a database in memory, sessions on it, results as short texts.
#pragma once

#include <helios/api/session.hpp>
#include <helios/catalog/catalog_editor.hpp>
#include <helios/exec/column.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/types/value_text.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

using types::value;

/// Rows as "1|Ada, 2|null".
[[nodiscard]] inline std::string text_of(api::row_stream& rows) {
  std::string out;
  exec::batch b;
  while (rows.next(b)) {
    exec::each(b.rows, [&](std::uint32_t i) {
      if (!out.empty()) out += ", ";
      for (std::size_t c = 0; c != b.columns.size(); ++c) {
        value const v = exec::value_at(b.columns[c], i);
        out += (c == 0 ? "" : "|") + (v.is_null() ? std::string("null") : types::to_text(v));
      }
    });
  }
  return out;
}

/// The rows of a result, or its tag.
[[nodiscard]] inline std::string text_of(api::outcome const& o) {
  return o.stream ? text_of(*o.stream) : o.tag.text();
}

/// What the last statement of a text answers; an error as "42P01 relation ...".
inline std::string run(api::session& s, std::string_view text, std::vector<value> const& with = {},
                       api::run_options const& options = {}) {
  try {
    std::string last;
    for (api::statement_ptr const& each : api::parse(text))
      last = text_of(s.run(each, with, options));
    return last;
  } catch (error const& e) {
    return std::string(e.sqlstate()) + " " + e.message();
  }
}

[[nodiscard]] inline api::outcome outcome_of(api::session& s, std::string_view text,
                                             std::vector<value> const& with = {}) {
  return s.run(api::parse(text).at(0), with);
}

struct session_fixture {
  storage::memory_vfs world;
  std::shared_ptr<api::instance> db = std::make_shared<api::instance>();
  std::optional<api::session> own;

  explicit session_fixture(std::string_view setup = {}) {
    history::engine_options options;
    options.durability = durability::off;
    db->engine = history::engine::open(world, "session.helios", options);
    history::transaction tx(db->engine, history::main_branch);
    REQUIRE(catalog::bootstrap(tx));
    REQUIRE(tx.commit());
    own.emplace(db);
    for (api::statement_ptr const& each : api::parse(setup)) own->run(each);
  }
  std::string operator()(std::string_view text, std::vector<value> const& with = {}) {
    return run(*own, text, with);
  }
};

}  // namespace helios::test

// helios/api/impl/write_unit.hpp -- a transaction with all that statements need to write in it, and
// what a statement reads.
#pragma once

#include <helios/api/impl/database_host.hpp>
#include <helios/api/session.hpp>
#include <helios/sql/stored_expressions.hpp>

namespace helios::api::detail {

/// Members in the order in which they lean on each other.
struct write_unit {
  write_unit(std::shared_ptr<instance> const& in, read_point from, exec::session const& of,
             catalog::sequence_session& sequences, settings const& s)
      : at(std::move(from)),
        tx(in->engine, at.branch, at.version),
        host(in, at, sequences, s),
        session(of),
        expressions(session),
        scope(in->engine, tx, in->definitions, &expressions) {
    host.serve(&tx, &scope);
    session.host = &host;
    scope.draw_through(sequences);
  }
  /// Forgets its transaction, which has ended, for the next to begin with its memory. False: it is
  /// too much.
  [[nodiscard]] bool let_go() noexcept {
    at.version.reset();
    return tx.let_go();
  }
  /// The next transaction.  Requires let_go() before, and the instance of before.
  void begin(std::shared_ptr<instance> const& in, read_point from, exec::session const& of) {
    at = std::move(from);
    tx.begin(in->engine, at.branch, at.version);
    session = of;
    session.host = &host;
    scope.begin();
  }
  write_unit(write_unit const&) = delete;
  write_unit& operator=(write_unit const&) = delete;

  /// From now on it is serializable. Every statement reads what names mean.
  void serialize() {
    tx.note_reads();
    tx.reads()->whole(catalog::objects_tree);
  }

  read_point at;
  history::transaction tx;
  database_host host;
  exec::session session;
  sql::stored_expressions expressions;
  catalog::write_scope scope;
};

}  // namespace helios::api::detail

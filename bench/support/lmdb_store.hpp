// A table in LMDB: native integer keys, rows as 24-byte structs.
#pragma once

#include <bench/support/commits.hpp>
#include <bench/support/rows.hpp>

#include <lmdb.h>

#include <cstring>
#include <stdexcept>
#include <string>

namespace helios::bench {

class lmdb_store {
 public:
  static constexpr char const* name = "LMDB";

  explicit lmdb_store(std::string const& path, commits wait) {
    ok(mdb_env_create(&env_));
    ok(mdb_env_set_mapsize(env_, std::size_t{16} << 30));
    unsigned const sync = wait == commits::durable ? 0U : unsigned{MDB_NOSYNC};
    ok(mdb_env_open(env_, path.c_str(), MDB_NOSUBDIR | sync, 0644));
    MDB_txn* const t = begin(0);
    ok(mdb_dbi_open(t, nullptr, MDB_CREATE | MDB_INTEGERKEY, &table_));
    ok(mdb_txn_commit(t));
  }
  lmdb_store(lmdb_store const&) = delete;
  lmdb_store& operator=(lmdb_store const&) = delete;
  ~lmdb_store() { mdb_env_close(env_); }

  void load(std::uint64_t rows) {
    MDB_txn* const t = begin(0);
    for (std::uint64_t i = 0; i != rows; ++i) put(t, i, row_at(i), MDB_APPEND);
    ok(mdb_txn_commit(t));
  }
  void update(std::uint64_t i, std::uint64_t n) {
    MDB_txn* const t = begin(0);
    put(t, i, row_at(i, n), 0);
    ok(mdb_txn_commit(t));
  }

  /// Reads in one read transaction: what the rows' numbers add up to.
  template <class Places>
  [[nodiscard]] std::int64_t sum_at(Places const& places) {
    MDB_txn* const t = begin(MDB_RDONLY);
    std::int64_t sum = 0;
    for (std::uint64_t const i : places) {
      std::int64_t k = key_at(i);
      MDB_val key{sizeof k, &k};
      MDB_val value;
      ok(mdb_get(t, table_, &key, &value));
      sum += number_of(value);
    }
    mdb_txn_abort(t);
    return sum;
  }
  [[nodiscard]] std::int64_t sum_all() {
    MDB_txn* const t = begin(MDB_RDONLY);
    MDB_cursor* cursor = nullptr;
    ok(mdb_cursor_open(t, table_, &cursor));
    std::int64_t sum = 0;
    MDB_val key;
    MDB_val value;
    while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) sum += number_of(value);
    mdb_cursor_close(cursor);
    mdb_txn_abort(t);
    return sum;
  }

 private:
  static void ok(int code) {
    if (code != 0) throw std::runtime_error(std::string("LMDB: ") + mdb_strerror(code));
  }
  [[nodiscard]] MDB_txn* begin(unsigned flags) {
    MDB_txn* t = nullptr;
    ok(mdb_txn_begin(env_, nullptr, flags, &t));
    return t;
  }
  void put(MDB_txn* t, std::uint64_t i, row r, unsigned flags) {
    std::int64_t k = key_at(i);
    MDB_val key{sizeof k, &k};
    MDB_val value{sizeof r, &r};
    ok(mdb_put(t, table_, &key, &value, flags));
  }
  [[nodiscard]] static std::int64_t number_of(MDB_val const& value) {
    std::int64_t number;  // LMDB aligns values to two bytes only
    std::memcpy(&number, value.mv_data, sizeof number);
    return number;
  }

  MDB_env* env_ = nullptr;
  MDB_dbi table_ = 0;
};

}  // namespace helios::bench

// A new table of rows in key order, in one durable transaction.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/lmdb_store.hpp>
#include <bench/support/rounds.hpp>
#include <bench/support/sqlite_store.hpp>

namespace helios::bench {

void bulk_load(settings const& s, figures& out) {
  auto const load = [&]<class Store>(std::type_identity<Store>, std::string const& file) {
    return contestant{Store::name, [&s, file](int) {
                        Store store(s.fresh(file), commits::durable);
                        double const taken = seconds([&] { store.load(s.rows); });
                        return static_cast<double>(s.rows) / taken / 1e6;
                      }};
  };
  settings few = s;
  few.rounds = std::min(s.rounds, 3);
  compare(few, out,
          {.name = "bulk load, one transaction", .unit = "M rows/s", .more_is_better = true},
          {load(std::type_identity<helios_store>{}, "load.helios"),
           load(std::type_identity<sqlite_store>{}, "load.sqlite"),
           load(std::type_identity<lmdb_store>{}, "load.lmdb")},
          warm_up::no);

  helios_store store(s.fresh("load.helios"), commits::unsynced);
  double const raw_bytes = static_cast<double>(s.rows) * (sizeof(std::int64_t) + sizeof(row));
  store.load(s.rows);
  out.add({.name = "bulk load, file bytes over row bytes",
           .unit = "x",
           .helios = static_cast<double>(store.file_bytes()) / raw_bytes,
           .peer = 1.15,
           .peer_name = "budget",
           .required = 1});
}

}  // namespace helios::bench

// How much longer the file gets by a random update of one row, checkpoints included.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>

namespace helios::bench {

namespace {

/// From the end of one checkpoint to the end of the second after it.
double bytes_per_update(settings const& s, std::string const& file, std::size_t padding) {
  helios_store store(s.fresh(file), commits::unsynced);
  store.load(s.rows, padding);
  store.settle();
  std::uint64_t const from = store.file_bytes();
  std::uint64_t const last = store.engine()->checkpoints() + 2;
  std::uint64_t updates = 0;
  std::mt19937_64 random(7);
  while (store.engine()->checkpoints() < last) store.update(random() % s.rows, ++updates);
  return static_cast<double>(store.file_bytes() - from) / static_cast<double>(updates);
}

}  // namespace

void file_growth(settings const& s, figures& out) {
  out.add({.name = "file growth by an update of a 32-byte row",
           .unit = "bytes",
           .helios = bytes_per_update(s, "short.helios", 0)});
  figure hundred{.name = "file growth by an update of a 100-byte row",
                 .unit = "bytes",
                 .helios = bytes_per_update(s, "long.helios", 75),
                 .peer = 600,
                 .peer_name = "budget"};
  if (s.rows >= 1'000'000) hundred.required = 1;  // what the budget is for
  out.add(hundred);
}

}  // namespace helios::bench

//! The engine on a real workspace against the simulation.

mod clock;
mod copies;
mod desk;
mod guards;
mod journey;
mod killed;
mod moves;
mod pressed;

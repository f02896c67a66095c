import ArgumentParser

@main struct C: ParsableCommand {}

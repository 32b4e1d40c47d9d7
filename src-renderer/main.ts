import 'uplot/dist/uPlot.min.css';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './shell/app.svelte';

mount(App, { target: document.getElementById('window')! });
